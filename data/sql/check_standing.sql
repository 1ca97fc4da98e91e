-- Grain: one row per reported value that stands and should not, or should stand and does not. Parameters: none.
-- Purpose: prove that what is stored is what the log says stands.
-- Visible: not bound: a check of the whole store, the operator's.
with derived as (
    select o.indicator_code, o.region_code, o.period_end, o.kind, o.batch_id
    from observation_log o
    join batch b on b.batch_id = o.batch_id
    where b.status = 'posted'
    qualify row_number() over (
        partition by o.indicator_code, o.region_code, o.period_end, o.kind
        order by o.vintage = 'final' desc, o.batch_id desc
    ) = 1
),
stored as (
    select indicator_code, region_code, period_end, kind, batch_id from observation_current
)
select 'missing' as fault, indicator_code, region_code, period_end, kind from (select * from derived except all select * from stored)
union all
select 'surplus', indicator_code, region_code, period_end, kind from (select * from stored except all select * from derived)
order by fault, indicator_code, region_code, period_end, kind
