-- Grain: one row per region × period end for which anything stands reported. 
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: which months a view can look at, and whose office this is.
select distinct o.region_code, o.period_end
from observation_current o
where ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
order by o.period_end, o.region_code
