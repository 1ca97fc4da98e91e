-- Grain: one row per thing of the ledger × what was recorded of it: how often, and how many reported values stand.
-- Parameters: none.
-- Purpose: what a new ledger may not leave out, or measure in another unit, in silence. What was orphaned before is not
--   of the ledger and not listed.
-- Visible: not bound: the ledger is rebuilt as a whole.
with pointing as (
    select 'indicator' as kind, o.indicator_code as code, 'observation' as recorded, b.status = 'posted' as is_posted
    from observation_log o
    join batch b on b.batch_id = o.batch_id
    union all
    select 'region', o.region_code, 'observation', b.status = 'posted'
    from observation_log o
    join batch b on b.batch_id = o.batch_id
    union all
    select 'region', region_code, 'allocation', false from allocation
    union all
    select 'target', parent_target_id, 'allocation', false from allocation
    union all
    select 'target', split_part(target_id, '@', 1), 'planned_path', false from planned_path
    union all
    select 'indicator', indicator_code, 'confirmed_name', false from alias
    union all
    select 'region', region_code, 'confirmed_name', false from region_alias
    union all
    select 'document', document_id, 'registered_text', false from document_text
    union all
    select 'organisation', organisation_code, 'batch', false from batch where organisation_code is not null
),
known as (
    select 'indicator' as kind, indicator_code as code, unit from indicator_ever
    union all
    select 'region', region_code, null from region_ever
    union all
    select 'target', target_id, null from target_ever
    union all
    select 'document', document_id, null from document_ever
    union all
    select 'organisation', organisation_code, null from organisation_ever
)
select
    p.kind, p.code, p.recorded, any_value(k.unit) as unit, count(*) as times,
    count(*) filter (p.is_posted) as standing
from pointing p
join known k on k.kind = p.kind and k.code = p.code
group by p.kind, p.code, p.recorded
order by p.kind, p.code, p.recorded
