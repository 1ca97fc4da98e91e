-- Grain: none (statement). Parameters: $submission_id, $compared the store's version, $checked_for the
--   rights of who asked, $fault its reference in the log.
-- Purpose: the checks of a submission ended in a fault of the program; they are not tried again on the same ledger.
update submission
set fault = $fault, compared = $compared, checked_for = $checked_for
where submission_id = $submission_id and state in ('checked', 'submitted')
