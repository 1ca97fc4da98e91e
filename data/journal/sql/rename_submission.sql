-- Grain: none (statement). Parameters: $submission_id, $file_name.
-- Purpose: the same bytes came once more; the checks, which read the name too, are due again.
update submission
set file_name = $file_name, compared = null, fault = null
where submission_id = $submission_id
