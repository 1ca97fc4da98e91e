-- Grain: one table per thing that is reported. Parameters: none.
-- Purpose: what was reported. Append-only facts without keys; observation_current is derived and rebuildable.
create table batch (
    batch_id integer not null,
    kind varchar not null check (kind in ('monthly', 'backfill', 'allocation')),
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
create table observation_log (
    indicator_code varchar not null,
    region_code varchar not null,
    period_end date not null,
    frequency varchar not null check (frequency in ('ten_day', 'month', 'quarter')),
    kind varchar not null check (kind in ('month', 'ytd', 'level', 'yoy')),
    value decimal(18, 4),
    raw_text varchar,
    raw_unit varchar,
    vintage varchar not null check (vintage in ('flash', 'final')),
    batch_id integer not null,
    sheet varchar not null,
    cell varchar not null
);
create table observation_current as from observation_log limit 0;
create table remark_log (
    indicator_code varchar not null,
    region_code varchar not null,
    period_end date not null,
    kind varchar not null check (kind in ('note', 'reason', 'next_step')),
    text varchar not null,
    batch_id integer not null,
    sheet varchar not null,
    cell varchar not null
);
create table alias (
    typed varchar not null,
    indicator_code varchar not null,
    confirmed_by varchar not null,
    confirmed_at timestamp not null
);
create table period_closure (
    period_end date not null,
    action varchar not null check (action in ('close', 'reopen')),
    reason varchar not null,
    acted_by varchar not null,
    acted_at timestamp not null
);
create table allocation (
    parent_target_id varchar not null,
    region_code varchar not null,
    value decimal(18, 4) not null,
    batch_id integer not null,
    sheet varchar not null,
    cell varchar not null
);
