-- Grain: one row. Parameters: none. Purpose: the newest and the oldest month for which anything stands reported.
select max(period_end) as newest, min(period_end) as oldest
from observation_current
