-- Grain: one row per indicator × region × period end × kind: the value as it stood at a moment.
-- Parameters: $as_of date (nothing later), $known_at timestamp (nothing imported later; later voids undone),
--   $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: the same view as it was known on a past day, corrections undone.
select
    o.indicator_code, o.region_code, o.period_end, o.frequency, o.kind, o.value, o.raw_text, o.raw_unit, o.vintage,
    o.batch_id, o.sheet, o.cell, b.source_file, b.imported_at, b.imported_by, b.is_sample
from observation_log o
join batch b on b.batch_id = o.batch_id
where o.period_end <= $as_of
  and b.imported_at <= $known_at
  and (b.status = 'posted' or b.voided_at > $known_at)
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
qualify row_number() over (
    partition by o.indicator_code, o.region_code, o.period_end, o.kind
    order by o.vintage = 'final' desc, o.batch_id desc
) = 1
order by o.indicator_code, o.region_code, o.period_end, o.kind
