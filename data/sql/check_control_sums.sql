-- Grain: one row per batch whose rows no longer add up to what was written. Parameters: none.
-- Purpose: notice a lost write-ahead log or a damaged file; nothing else can.
-- Visible: not bound: a check of the whole store, the operator's.
with written as (
    select batch_id, count(*) as row_count, coalesce(sum(value), 0) as control_sum
    from (
        select batch_id, value from observation_log
        union all
        select batch_id, value from allocation
        union all
        select batch_id, value from planned_path
    )
    group by batch_id
)
select
    b.batch_id, b.source_file, b.row_count, coalesce(w.row_count, 0) as found_rows,
    b.control_sum, coalesce(w.control_sum, 0) as found_sum
from batch b
left join written w on w.batch_id = b.batch_id
where b.row_count <> coalesce(w.row_count, 0) or b.control_sum <> coalesce(w.control_sum, 0)
order by b.batch_id
