-- Grain: none (statement). Parameters: $submission_id, $file_name.
-- Purpose: the same bytes came under another name, which the checks read too: they are due again.
update submission
set file_name = $file_name, compared = null, fault = null
where submission_id = $submission_id
