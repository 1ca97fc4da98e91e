-- Grain: one row per standing value that differs from what the log gives. Parameters: none.
-- Purpose: prove that a rebuild would equal what is stored.
with derived as (
    select o.indicator_code, o.region_code, o.period_end, o.kind, o.value, o.vintage, o.batch_id, o.sheet, o.cell
    from observation_log o
    join batch b on b.batch_id = o.batch_id
    where b.status = 'posted'
    qualify row_number() over (
        partition by o.indicator_code, o.region_code, o.period_end, o.kind
        order by o.vintage = 'final' desc, o.batch_id desc
    ) = 1
),
stored as (
    select indicator_code, region_code, period_end, kind, value, vintage, batch_id, sheet, cell from observation_current
)
select 'missing' as fault, indicator_code, region_code, period_end, kind from (select * from derived except select * from stored)
union all
select 'surplus', indicator_code, region_code, period_end, kind from (select * from stored except select * from derived)
order by fault, indicator_code, region_code, period_end, kind
