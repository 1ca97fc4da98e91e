-- Grain: none (statement). Parameters: $batch_id.
-- Purpose: forget what does not stand among the keys one batch touches, before it is derived again.
-- Visible: not bound: derived rows, settled for everyone.
delete from observation_outranked
using (
    select distinct indicator_code, region_code, period_end, kind from observation_log where batch_id = $batch_id
) touched
where observation_outranked.indicator_code = touched.indicator_code
  and observation_outranked.region_code = touched.region_code
  and observation_outranked.period_end = touched.period_end
  and observation_outranked.kind = touched.kind
