-- Grain: one row per import. Parameters: $submission_id or null for all.
-- Purpose: which submission an import came of, so that after a kill the ledger says what was committed.
-- Visible: not bound: the records are squared with the whole ledger, by the program.
select batch_id, submission_id, sha256, imported_by, imported_at
from batch
where $submission_id is null or submission_id = $submission_id
order by batch_id
