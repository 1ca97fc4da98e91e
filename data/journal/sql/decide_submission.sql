-- Grain: none (statement). Parameters: $submission_id, $state, $was the state it must be in, $batch_id or null, $by,
--   $now moment, $reason or null.
-- Purpose: a submission comes to another state; of two who decide at once the second changes nothing. A back-fill's
--   figures are needed no more, and what the checks found of a file thrown away is forgotten.
update submission
set
    state = $state, batch_id = $batch_id, decided_by = $by, decided_at = $now, reason = $reason, figures = null,
    result = case when $state = 'discarded' then null else result end
where submission_id = $submission_id and state = $was
