-- Grain: one row per version of one thing of the ledger, of whatever kind, in the order in which they were recorded; the
--   columns of the other kinds are null. Parameters: none.
-- Purpose: the whole history of what was stated, to be added to: what stands is in the views of the schema.
-- Visible: not bound: the ledger is changed as a whole, by who may.
with version as (
    select 'document' as thing, * from document_version
    union all by name
    select 'region' as thing, * from region_version
    union all by name
    select 'sector' as thing, * from sector_version
    union all by name
    select 'unit' as thing, * from unit_version
    union all by name
    select 'organisation' as thing, * from organisation_version
    union all by name
    select 'indicator' as thing, * from indicator_version
    union all by name
    select 'target' as thing, * from target_version
    union all by name
    select 'responsibility' as thing, * from responsibility_version
)
select * from version
order by change_id, ordinal
