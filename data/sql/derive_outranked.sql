-- Grain: none (statement). Parameters: $batch_id.
-- Purpose: derive what does not stand among the keys a batch touches: all but the final, then the newest, of each.
-- Visible: not bound: derived rows, settled for everyone.
insert into observation_outranked
select o.indicator_code, o.region_code, o.period_end, o.kind, o.batch_id
from observation_log o
join batch b on b.batch_id = o.batch_id
where b.status = 'posted'
  and (o.indicator_code, o.region_code, o.period_end, o.kind) in (
      select (t.indicator_code, t.region_code, t.period_end, t.kind) from observation_log t where t.batch_id = $batch_id
  )
qualify row_number() over (
    partition by o.indicator_code, o.region_code, o.period_end, o.kind
    order by o.vintage = 'final' desc, o.batch_id desc
) > 1
