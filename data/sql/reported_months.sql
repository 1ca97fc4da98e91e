-- Grain: one row per period end for which anything stood reported at a moment.
-- Parameters: $known_at timestamp (nothing imported later; later voids undone), $visible list of region codes or
--   null, $organisation code or null (of who asks).
-- Purpose: which months a view can look at. What was corrected since stood for the same period.
select distinct o.period_end
from observation_log o
join batch b on b.batch_id = o.batch_id
where b.imported_at <= $known_at and (b.status = 'posted' or b.voided_at > $known_at)
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (f.indicator_code, f.region_code) from answered_figure f where f.organisation_code = $organisation
  ))
order by o.period_end
