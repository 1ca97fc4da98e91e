-- Grain: one row per value of the sheet rows of one import that lie nearest to one of them.
-- Parameters: $batch number, $sheet name, $near number of a sheet row, $most how many sheet rows, $visible list of
--   region codes or null, $organisation code or null (of who asks).
-- Purpose: the workbook's cells around a value, as they were typed.
with typed as (
    select
        o.indicator_code, o.region_code, o.kind, o.period_end, o.value, o.raw_text, o.raw_unit, o.cell,
        regexp_extract(o.cell, '[0-9]+')::integer as sheet_row
    from observation_log o
    where o.batch_id = $batch and o.sheet = $sheet
      and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
      and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
          select (f.indicator_code, f.region_code) from answered_figure f where f.organisation_code = $organisation
      ))
),
around as (
    select sheet_row from typed group by sheet_row order by abs(sheet_row - $near), sheet_row limit $most
)
select t.indicator_code, i.name as indicator, i.name_en as indicator_en, r.short_name as region, r.name_en as region_en,
    t.kind, t.period_end, t.value, t.raw_text, t.raw_unit, t.cell
from typed t
join around a on a.sheet_row = t.sheet_row
join indicator i on i.indicator_code = t.indicator_code
join region r on r.region_code = t.region_code
order by t.cell
