-- Grain: one row per region for which anything stands reported.
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: whose office this is.
select distinct o.region_code
from observation_log o
join batch b on b.batch_id = o.batch_id
where b.status = 'posted'
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (f.indicator_code, f.region_code) from answered_figure f where f.organisation_code = $organisation
  ))
order by o.region_code
