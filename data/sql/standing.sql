-- Grain: one row per reported key: indicator × region × period end × kind, the value that stands today.
-- Parameters: $indicators, $regions, $kinds lists of codes and $periods list of dates, read in parallel as keys;
--   $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: what an import would replace.
with asked as (
    select
        unnest($indicators::varchar[]) as indicator_code,
        unnest($regions::varchar[]) as region_code,
        unnest($kinds::varchar[]) as kind,
        unnest($periods::date[]) as period_end
)
select o.indicator_code, o.region_code, o.kind, o.period_end, o.value, o.vintage, o.batch_id
from observation_current o
join asked a
    on a.indicator_code = o.indicator_code and a.region_code = o.region_code
    and a.kind = o.kind and a.period_end = o.period_end
where ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (f.indicator_code, f.region_code) from answered_figure f where f.organisation_code = $organisation
  ))
order by o.indicator_code, o.region_code, o.period_end, o.kind
