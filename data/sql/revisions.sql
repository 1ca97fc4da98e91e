-- Grain: one row per reported value of one indicator in one region, every version. Parameters: $indicator, $region codes.
-- Purpose: the history of a number: who reported it, when, and which batch replaced it.
select
    o.period_end, o.kind, o.value, o.raw_text, o.raw_unit, o.vintage, o.batch_id, o.sheet, o.cell,
    b.source_file, b.imported_at, b.imported_by, b.status, b.is_sample
from observation_log o
join batch b on b.batch_id = o.batch_id
where o.indicator_code = $indicator and o.region_code = $region
order by o.period_end, o.kind, o.batch_id
