-- Grain: one row per submission of the same bytes, newest first. Parameters: $digest.
-- Purpose: is this file here already?
select
    submission_id, file_name, sha256, size, handed_in_by, handed_in_at, handed_in_as, state, kind, period_end, frequency,
    organisation_code, organisation, outcome, rows_new, rows_changed, rows_same, rows_missing, compared, checked_for, fault,
    batch_id, decided_by, decided_at, reason
from submission
where sha256 = $digest
order by handed_in_at desc, submission_id
