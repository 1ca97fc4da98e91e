-- Grain: one row.
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: the newest and the oldest month for which anything stands reported.
select max(o.period_end) as newest, min(o.period_end) as oldest
from observation_current o
where ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
