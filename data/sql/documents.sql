-- Grain: one row per document. Parameters: none.
-- Purpose: the texts that state targets, how much each states, and which file of each was registered last.
with registered as (
    select document_id, file_name, registered_by, registered_at
    from document_text
    qualify row_number() over (partition by document_id order by registered_at desc, rowid desc) = 1
),
stated as (
    select document_id, count(*) as targets from target group by document_id
),
reported as (
    select document_id, count(*) as facts from fact where document_id is not null group by document_id
)
select
    d.document_id, d.title, d.title_en, d.issuer, d.number, d.issued_on, d.region_code, d.kind, d.period_start,
    d.period_end, d.source_file, d.note, coalesce(s.targets, 0) as targets, coalesce(f.facts, 0) as facts,
    r.file_name as text_file, r.registered_by, r.registered_at
from document d
left join registered r on r.document_id = d.document_id
left join stated s on s.document_id = d.document_id
left join reported f on f.document_id = d.document_id
order by d.issued_on, d.document_id
