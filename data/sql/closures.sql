-- Grain: one row per month ever closed or reopened: what was done last. Parameters: none.
-- Purpose: which months accept reports.
select period_end, action, reason, acted_by, acted_at
from period_closure
qualify row_number() over (partition by period_end order by acted_at desc) = 1
order by period_end
