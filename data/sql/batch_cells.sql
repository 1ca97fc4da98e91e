-- Grain: one row per value of one sheet of one import.
-- Parameters: $batch number, $sheet name, $visible list of region codes or null, $organisation code or null (of who
--   asks).
-- Purpose: the workbook's cells around a value, as they were typed.
select o.indicator_code, i.name as indicator, i.name_en as indicator_en, r.short_name as region, r.name_en as region_en,
    o.kind, o.period_end, o.value, o.raw_text, o.raw_unit, o.cell
from observation_log o
join indicator i on i.indicator_code = o.indicator_code
join region r on r.region_code = o.region_code
where o.batch_id = $batch and o.sheet = $sheet
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
order by o.cell
