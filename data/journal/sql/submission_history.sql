-- Grain: one row per state a submission came to, oldest first. Parameters: $submission_id.
-- Purpose: what became of it, by whom and why.
select state, set_by, set_at, reason
from submission_history
where submission_id = $submission_id
order by set_at
