-- Grain: one row per target × month end of the plan that stood at a moment.
-- Parameters: $known_at timestamp (nothing imported later; later voids undone).
-- Purpose: the plan by month each target is held against, with the workbook cell.
select p.target_id, p.period_end, p.value, p.batch_id, p.sheet, p.cell, b.source_file, b.is_sample
from planned_path p
join batch b on b.batch_id = p.batch_id
where b.imported_at <= $known_at and (b.status = 'posted' or b.voided_at > $known_at)
qualify p.batch_id = max(p.batch_id) over (partition by p.target_id, year(p.period_end))
order by p.target_id, p.period_end
