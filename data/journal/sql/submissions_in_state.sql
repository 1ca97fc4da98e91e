-- Grain: one row per submission in a state, oldest first. Parameters: $state. Purpose: what the start looks at again.
select submission_id, sha256, state, batch_id
from submission
where state = $state
order by handed_in_at, submission_id
