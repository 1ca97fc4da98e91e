-- Grain: one row per submission, newest first, of one lot by name. Parameters: $waiting 1 for those that nobody has decided on, 0 for all;
--   $most rows. Purpose: the list of what was handed in, without what the checks found.
select
    submission_id, file_name, sha256, size, handed_in_by, handed_in_at, handed_in_as, state, kind, period_end, frequency,
    organisation_code, organisation, outcome, rows_new, rows_changed, rows_same, rows_missing, compared, checked_for, fault, batch_id,
    decided_by, decided_at, reason
from submission
where $waiting = 0 or state in ('checked', 'submitted')
order by handed_in_at desc, file_name, submission_id
limit $most
