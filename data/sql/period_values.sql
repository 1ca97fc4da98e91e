-- Grain: one row per indicator × region × kind reported for one month. Parameters: $period date (month end).
-- Purpose: what other units reported for the same month, to hold parts against their total.
select indicator_code, region_code, kind, value
from observation_current
where period_end = $period
order by indicator_code, region_code, kind
