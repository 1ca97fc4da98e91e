-- Grain: one row. Parameters: $batch_id.
-- Purpose: whether any key of one batch already stands, as the store is inside this transaction.
select exists (
    from observation_log o
    semi join observation_current c
        on c.indicator_code = o.indicator_code
        and c.region_code = o.region_code
        and c.period_end = o.period_end
        and c.kind = o.kind
    where o.batch_id = $batch_id
) as stands
