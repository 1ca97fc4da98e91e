-- Grain: none (statement). Parameters: $submission_id.
-- Purpose: a committed submission waits again, its batch being in the ledger no more.
update submission
set state = 'checked', batch_id = null, decided_by = null, decided_at = null, reason = null, compared = null
where submission_id = $submission_id and state = 'committed'
