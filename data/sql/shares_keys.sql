-- Grain: one row. Parameters: $batch_id.
-- Purpose: whether any key of one batch was reported by another too, as the store is inside this transaction.
-- Visible: not bound: whether anything is to be derived anew is told to nobody.
select exists (
    from observation_log o
    semi join (from observation_log where batch_id <> $batch_id) other
        on other.indicator_code = o.indicator_code
        and other.region_code = o.region_code
        and other.period_end = o.period_end
        and other.kind = o.kind
    where o.batch_id = $batch_id
) as shared
