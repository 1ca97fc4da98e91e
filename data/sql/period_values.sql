-- Grain: one row per indicator × region × kind reported for one month, of those asked for.
-- Parameters: $period date (month end), $indicators, $regions lists of codes (each of the one in each of the other);
--   $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: what other organisations reported for the same month, to hold parts against their total; of what who hands a file
--   in may see, for the check tells it.
select o.indicator_code, o.region_code, o.kind, o.value
from observation_current o
where o.period_end = $period
  and o.indicator_code in (select unnest($indicators::varchar[]))
  and o.region_code in (select unnest($regions::varchar[]))
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
order by o.indicator_code, o.region_code, o.kind
