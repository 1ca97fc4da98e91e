-- Grain: one row, or none. Parameters: $submission_id. Purpose: a submission with what the checks found.
select
    submission_id, file_name, sha256, size, handed_in_by, handed_in_at, handed_in_as, state, kind, period_end, frequency,
    organisation_code, organisation, outcome, rows_new, rows_changed, rows_same, rows_missing, compared, checked_for, fault, batch_id,
    decided_by, decided_at, reason, figures, result
from submission
where submission_id = $submission_id
