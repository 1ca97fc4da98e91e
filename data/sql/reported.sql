-- Grain: one row per region × period end for which anything stands reported. Parameters: none.
-- Purpose: which months a view can look at, and whose office this is.
select distinct region_code, period_end
from observation_current
order by period_end, region_code
