-- Grain: none (statement). Parameters: $batch_id.
-- Purpose: drop the derived values of the keys one batch touches, before they are derived again.
delete from observation_current
using (
    select distinct indicator_code, region_code, period_end, kind from observation_log where batch_id = $batch_id
) touched
where observation_current.indicator_code = touched.indicator_code
  and observation_current.region_code = touched.region_code
  and observation_current.period_end = touched.period_end
  and observation_current.kind = touched.kind
