-- Grain: none (statement). Parameters: $batch_id, $now timestamp, $reason.
-- Purpose: take an import back; its rows stay in the log.
-- Visible: not bound: an import is taken back as a whole, by who may see all of it.
update batch
set status = 'void', voided_at = $now, void_reason = $reason
where batch_id = $batch_id and status = 'posted'
