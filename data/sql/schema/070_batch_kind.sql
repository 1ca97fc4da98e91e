-- Grain: one table, batch, as it was. Parameters: none.
-- Purpose: give every import the kind it is: a plan by month was told from a decomposition by its template's version
--   alone. Which kinds there are is said where they are defined (intake/kinds), so that a new one changes no table.
create table batch_of_kind (
    batch_id integer not null,
    kind varchar not null,
    period_end date,
    organisation_code varchar,
    source_file varchar not null,
    sha256 varchar not null,
    template_version varchar,
    imported_at timestamp not null,
    imported_by varchar not null,
    vintage varchar not null check (vintage in ('flash', 'final')),
    row_count bigint not null,
    control_sum decimal(38, 4) not null,
    is_sample boolean not null,
    status varchar not null check (status in ('posted', 'void')),
    voided_at timestamp,
    void_reason varchar,
    note varchar
);
insert into batch_of_kind
select
    batch_id,
    case
        when kind <> 'allocation' then kind
        when template_version = 'p1' then 'plan'
        else 'decomposition'
    end,
    period_end, organisation_code, source_file, sha256, template_version, imported_at, imported_by, vintage, row_count,
    control_sum, is_sample, status, voided_at, void_reason, note
from batch;
drop table batch;
alter table batch_of_kind rename to batch;
