-- Grain: one row per reported key of some months: the value that stands today.
-- Parameters: $first, $last dates (month ends).
-- Purpose: what a back-fill would replace.
select indicator_code, region_code, kind, period_end, value
from observation_current
where period_end between $first and $last
