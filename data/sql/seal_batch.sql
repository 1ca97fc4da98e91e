-- Grain: none (statement). Parameters: $batch_id.
-- Purpose: count and sum what a batch wrote, of whatever kind it is, so that a lost row is noticed later.
-- Visible: not bound: what an import wrote is counted as a whole.
update batch
set row_count = written.row_count, control_sum = written.control_sum
from (
    select count(*) as row_count, coalesce(sum(value), 0) as control_sum
    from (
        select value from observation_log where batch_id = $batch_id
        union all
        select value from allocation where batch_id = $batch_id
        union all
        select value from planned_path where batch_id = $batch_id
    )
) written
where batch_id = $batch_id
