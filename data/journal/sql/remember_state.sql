-- Grain: none (statement). Parameters: $submission_id, $state, $by, $now moment, $reason or null.
-- Purpose: the history of a submission: to which state, by whom, when, why.
insert into submission_history (submission_id, state, set_by, set_at, reason)
values ($submission_id, $state, $by, $now, $reason)
