-- Grain: none (statement). Parameters: $batch_id.
-- Purpose: a batch whose every key is new stands as it is; nothing need be derived.
insert into observation_current
select
    indicator_code, region_code, period_end, frequency, kind, value, raw_text, raw_unit, vintage, batch_id, sheet, cell
from observation_log
where batch_id = $batch_id
