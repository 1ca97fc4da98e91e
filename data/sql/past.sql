-- Grain: one row per indicator × region × kind that was ever reported before $period.
-- Parameters: $period, $previous, $year_before dates (month ends), $since date (how far back the median looks).
-- Purpose: what a new value is compared with: last month, the same month a year before, the usual size.
select
    indicator_code, region_code, kind,
    max(value) filter (where period_end = $previous) as previous_value,
    max(value) filter (where period_end = $year_before) as year_before_value,
    arg_max(value, period_end) as last_value,
    max(period_end) as last_period,
    median(value) filter (where period_end >= $since) as median_value,
    mad(value) filter (where period_end >= $since) as spread,
    count(value) filter (where period_end >= $since) as points
from observation_current
where period_end < $period
group by indicator_code, region_code, kind
order by indicator_code, region_code, kind
