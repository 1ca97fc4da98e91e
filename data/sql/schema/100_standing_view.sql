-- Grain: as observation_current in 050_standing.sql: one row per reported key, the value that stands. Parameters: none.
-- Purpose: the same rows by an anti join: of what a query asks for nothing else is read. Correlated, every row of the
--   log was grouped first: 0.27 s of 600,000 values where this takes 0.01.
drop view observation_current;
create view observation_current as
select
    o.indicator_code, o.region_code, o.period_end, o.frequency, o.kind, o.value, o.raw_text, o.raw_unit, o.vintage,
    o.batch_id, o.sheet, o.cell
from observation_log o
anti join observation_outranked r
    on r.batch_id = o.batch_id
    and r.indicator_code = o.indicator_code
    and r.region_code = o.region_code
    and r.period_end = o.period_end
    and r.kind = o.kind
where o.batch_id in (select b.batch_id from batch b where b.status = 'posted');
