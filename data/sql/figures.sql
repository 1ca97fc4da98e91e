-- Grain: one row per target × period end × kind: the value reported for it that stands today.
-- Parameters: $targets, $indicators, $regions lists of codes and $since list of dates (nothing earlier), read in
--   parallel; $as_of date (nothing later); $visible list of region codes or null, $organisation code or null (of who
--   asks).
-- Purpose: what targets are judged by, and nothing else of it.
with asked as (
    select
        unnest($targets::varchar[]) as target_id,
        unnest($indicators::varchar[]) as indicator_code,
        unnest($regions::varchar[]) as region_code,
        unnest($since::date[]) as since
)
select a.target_id, o.period_end, o.kind, o.value, o.frequency
from observation_current o
join asked a on a.indicator_code = o.indicator_code and a.region_code = o.region_code
where o.period_end between a.since and $as_of
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (f.indicator_code, f.region_code) from answered_figure f where f.organisation_code = $organisation
  ))
order by a.target_id, o.period_end, o.kind
