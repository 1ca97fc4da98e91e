-- Grain: one row per submission of the same bytes, newest first. Parameters: $digest.
-- Purpose: is this file here already?
select submission_id, file_name, state, batch_id
from submission
where sha256 = $digest
order by handed_in_at desc, submission_id
