-- Grain: none (statement). Parameters: $submission_id, $compared the store's version, $checked_for the rights of who asked, and what the checks found: $kind,
--   $period_end, $frequency, $organisation_code, $organisation, $outcome, $rows_new, $rows_changed, $rows_same,
--   $rows_missing, $figures sha256 of a back-fill's figures, $result as JSON.
-- Purpose: keep what the checks found of a submission that still waits, unless a later check came first.
update submission
set
    kind = $kind, period_end = $period_end, frequency = $frequency, organisation_code = $organisation_code,
    organisation = $organisation, outcome = $outcome, rows_new = $rows_new, rows_changed = $rows_changed,
    rows_same = $rows_same, rows_missing = $rows_missing, figures = $figures, result = $result, compared = $compared,
    checked_for = $checked_for, fault = null
where submission_id = $submission_id
  and state in ('checked', 'submitted')
  and (compared is null or compared <= $compared)
