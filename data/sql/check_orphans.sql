-- Grain: one row per thing that is pointed at and does not exist. Parameters: none.
-- Purpose: what foreign keys would have refused: unknown batches, indicators, regions, targets, organisations and
--   documents.
-- Visible: not bound: a check of the whole store, the operator's.
with pointed as (
    select distinct 'observation_log' as place, 'batch' as kind, batch_id::varchar as code from observation_log
    union
    select distinct 'observation_log', 'indicator', indicator_code from observation_log
    union
    select distinct 'observation_log', 'region', region_code from observation_log
    union
    select distinct 'remark_log', 'batch', batch_id::varchar from remark_log
    union
    select distinct 'remark_log', 'indicator', indicator_code from remark_log
    union
    select distinct 'remark_log', 'region', region_code from remark_log
    union
    select distinct 'allocation', 'batch', batch_id::varchar from allocation
    union
    select distinct 'allocation', 'target', parent_target_id from allocation
    union
    select distinct 'allocation', 'region', region_code from allocation
    union
    select distinct 'planned_path', 'batch', batch_id::varchar from planned_path
    union
    select distinct 'planned_path', 'target', split_part(target_id, '@', 1) from planned_path
    union
    select distinct 'alias', 'indicator', indicator_code from alias
    union
    select distinct 'region_alias', 'region', region_code from region_alias
    union
    select distinct 'document_text', 'document', document_id from document_text
    union
    select distinct 'batch', 'organisation', organisation_code from batch where organisation_code is not null
    union
    select distinct 'responsibility', 'target', target_id from responsibility
    union
    select distinct 'responsibility', 'organisation', organisation_code from responsibility
),
known as (
    select 'batch' as kind, batch_id::varchar as code from batch
    union all
    select 'indicator', indicator_code from indicator_ever
    union all
    select 'region', region_code from region_ever
    union all
    select 'target', target_id from target_ever
    union all
    select 'organisation', organisation_code from organisation_ever
    union all
    select 'document', document_id from document_ever
)
select p.place, p.kind, p.code
from pointed p
anti join known k on k.kind = p.kind and k.code = p.code
order by p.place, p.kind, p.code
