-- Grain: one row per import. Parameters: none. Purpose: who imported what, when, and what became of it.
select
    b.batch_id, b.kind, b.period_end, b.organisation_code, o.name as unit, o.short_name as unit_short, o.name_en as unit_en,
    b.source_file, b.sha256, b.template_version, b.imported_at, b.imported_by, b.vintage, b.row_count,
    b.control_sum, b.is_sample, b.status, b.voided_at, b.void_reason, b.note, b.submission_id
from batch b
left join organisation o on o.organisation_code = b.organisation_code
order by b.batch_id
