-- Grain: one row per first day of a month from which anything of the ledger is otherwise than before.
-- Parameters: $known_at timestamp (what was stated by then).
-- Purpose: which months the ledger is one and the same in, so that what was read of one serves for all of them.
-- Visible: not bound: months alone, and no word of what is otherwise in them.
with known as (
    select change_id from change where recorded_at <= $known_at
),
turn as (
    select change_id, effective_from as month from document_version
    union all
    select change_id, effective_from from region_version
    union all
    select change_id, effective_from from sector_version
    union all
    select change_id, effective_from from unit_version
    union all
    select change_id, effective_from from organisation_version
    union all
    select change_id, date_trunc('month', first_day)::date from organisation_version
    union all
    select change_id, (last_day(last_day) + 1)::date from organisation_version
    union all
    select change_id, effective_from from indicator_version
    union all
    select change_id, effective_from from target_version
    union all
    select change_id, effective_from from responsibility_version
)
select distinct month
from turn
where month is not null and change_id in (select change_id from known)
order by month
