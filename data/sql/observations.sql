-- Grain: one row per indicator × region × period end × kind: the value that stands today.
-- Parameters: $as_of date (nothing later).
-- Purpose: what was reported up to a month, each value with the workbook cell it came from.
select
    o.indicator_code, o.region_code, o.period_end, o.frequency, o.kind, o.value, o.raw_text, o.raw_unit, o.vintage,
    o.batch_id, o.sheet, o.cell, b.source_file, b.imported_at, b.imported_by, b.is_sample
from observation_current o
join batch b on b.batch_id = o.batch_id
where o.period_end <= $as_of
order by o.indicator_code, o.region_code, o.period_end, o.kind
