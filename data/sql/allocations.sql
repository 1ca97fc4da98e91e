-- Grain: one row per target × district to which a share of it was handed down: the share that stands today.
-- Parameters: none.
-- Purpose: what a decomposition form shows as it stands, and what its import would replace.
select a.parent_target_id, a.region_code, a.value, a.batch_id, a.sheet, a.cell, b.source_file, b.is_sample
from allocation a
join batch b on b.batch_id = a.batch_id
where b.status = 'posted'
qualify row_number() over (partition by a.parent_target_id, a.region_code order by a.batch_id desc) = 1
order by a.parent_target_id, a.region_code
