-- Grain: one row per indicator × region × kind, of those asked for, that was ever reported before $period.
-- Parameters: $indicators, $regions lists of codes, read in parallel as keys; $period, $previous, $year_before dates
--   (month ends), $since date (how far back the median looks), $visible list of region codes or null, $organisation
--   code or null (of who asks).
-- Purpose: what a new value is compared with: last month, the same month a year before, the usual size. What a check
--   finds is told to who hands the file in, so it sees no more than they may.
with asked as (
    select unnest($indicators::varchar[]) as indicator_code, unnest($regions::varchar[]) as region_code
)
select
    o.indicator_code, o.region_code, o.kind,
    max(value) filter (where period_end = $previous) as previous_value,
    max(value) filter (where period_end = $year_before) as year_before_value,
    arg_max(value, period_end) as last_value,
    max(period_end) as last_period,
    median(value) filter (where period_end >= $since) as median_value,
    mad(value) filter (where period_end >= $since) as spread,
    count(value) filter (where period_end >= $since) as points
from observation_current o
semi join asked k on k.indicator_code = o.indicator_code and k.region_code = o.region_code
where o.period_end < $period
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
group by o.indicator_code, o.region_code, o.kind
order by o.indicator_code, o.region_code, o.kind
