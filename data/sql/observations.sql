-- Grain: one row per indicator × region × period end × kind: the value that stands today.
-- Parameters: $as_of date (nothing later), $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: what was reported up to a month, each value with the workbook cell it came from.
select
    o.indicator_code, o.region_code, o.period_end, o.frequency, o.kind, o.value, o.raw_text, o.raw_unit, o.vintage,
    o.batch_id, o.sheet, o.cell, b.source_file, b.imported_at, b.imported_by, b.is_sample
from observation_current o
join batch b on b.batch_id = o.batch_id
where o.period_end <= $as_of
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
order by o.indicator_code, o.region_code, o.period_end, o.kind
