-- Grain: one row per document that states anything of which who asks may see a part, or that is their region's own.
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: the texts that state targets, how much each states that may be seen, and which file of each was registered
--   last, where all it states may be seen (is_whole).
with registered as (
    select document_id, file_name, registered_by, registered_at
    from document_text
    qualify row_number() over (partition by document_id order by registered_at desc, rowid desc) = 1
),
part as (
    select
        document_id, true as is_target, false as is_handed_down,
        ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
        and ($organisation::varchar is null or target_id in (
            select a.target_id from answered_target a where a.organisation_code = $organisation
        )) as is_seen
    from target
    union all
    select
        document_id, false, false,
        ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
        and ($organisation::varchar is null or coalesce((indicator_code, region_code) in (
            select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
        ), false))
    from fact
    where document_id is not null
    union all
    select
        t.document_id, true, true,
        ($visible::varchar[] is null or a.region_code in (select unnest($visible::varchar[])))
        and ($organisation::varchar is null or a.parent_target_id || '@' || a.region_code in (
            select o.target_id from answered_target o where o.organisation_code = $organisation
        ))
    from allocation a
    join batch b on b.batch_id = a.batch_id and b.status = 'posted'
    join target t on t.target_id = a.parent_target_id
),
seen as (
    select
        document_id, count(*) filter (is_seen and is_target and not is_handed_down) as targets,
        count(*) filter (is_seen and not is_target) as facts, bool_or(is_seen) as is_seen,
        coalesce(bool_and(is_seen) filter (not is_handed_down), true) as is_whole
    from part
    group by document_id
)
select
    d.document_id, d.title, d.title_en, d.issuer, d.number, d.issued_on, d.region_code, d.kind, d.period_start,
    d.period_end, d.source_file, d.note, coalesce(s.targets, 0) as targets, coalesce(s.facts, 0) as facts,
    r.file_name as text_file, r.registered_by, r.registered_at, coalesce(s.is_whole, true) as is_whole
from document d
left join seen s on s.document_id = d.document_id
left join registered r on r.document_id = d.document_id and coalesce(s.is_whole, true)
where s.is_seen
   or ($organisation::varchar is null
       and ($visible::varchar[] is null or d.region_code in (select unnest($visible::varchar[]))))
order by d.issued_on, d.document_id
