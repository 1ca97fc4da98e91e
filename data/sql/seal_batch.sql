-- Grain: none (statement). Parameters: $batch_id.
-- Purpose: count and sum what a batch wrote, so that a lost row is noticed later.
-- Visible: not bound: what an import wrote is counted as a whole.
update batch
set
    row_count = (select count(*) from observation_log o where o.batch_id = $batch_id),
    control_sum = (select coalesce(sum(o.value), 0) from observation_log o where o.batch_id = $batch_id)
where batch_id = $batch_id
