-- Grain: one row per reported value of one indicator in one region, every version known at a moment.
-- Parameters: $indicator, $region codes, $known_at timestamp (nothing imported later; later voids undone),
--   $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: the history of a number: who reported it, when, and which batch replaced it.
select
    o.period_end, o.kind, o.value, o.raw_text, o.raw_unit, o.vintage, o.batch_id, o.sheet, o.cell,
    b.source_file, b.imported_at, b.imported_by,
    case when b.voided_at > $known_at then 'posted' else b.status end as status, b.is_sample
from observation_log o
join batch b on b.batch_id = o.batch_id
where o.indicator_code = $indicator and o.region_code = $region and b.imported_at <= $known_at
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
order by o.period_end, o.kind, o.batch_id
