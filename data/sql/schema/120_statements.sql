-- Grain: change: one row per change of the ledger, be it a form, a workbook, a build or an undo; X_version: one row per
--   version of one thing of the kind X. Parameters: none.
-- Purpose: what was stated, with its history. A version holds every month from its effective_from on (the first day of a
--   month; null: from the beginning), until one recorded later holds it: X_spans(known_at) are these spans, X_at(as_of,
--   known_at) what stands in a month, the view X what stands in the end, X_ever the last of whatever stood once. A change
--   is told from another by change_id, in the order in which they were recorded: a clock may go back. A version restated
--   by a later change keeps in reason_change_id the one that says why it is so. The ledger of before becomes one
--   change, known from the beginning: it had no time, and whoever looks back at it finds it whole.
create table change (
    change_id bigint not null,
    recorded_at timestamp not null,
    recorded_by varchar not null,
    reason varchar not null,
    origin varchar not null check (origin in ('catalogue', 'workbook', 'reading', 'screen')),
    origin_ref varchar,
    undoes bigint
);
insert into change
select 1, timestamp '0001-01-01', '', '', 'catalogue', (select max(catalogue_sha256) from ledger_state), null
where exists (from document) or exists (from region) or exists (from sector) or exists (from unit)
   or exists (from organisation) or exists (from indicator) or exists (from target) or exists (from responsibility);
create table document_version (
    change_id bigint not null,
    ordinal integer not null,
    act varchar not null check (act in ('add', 'correct', 'adjust', 'supersede', 'withdraw', 'restore')),
    effective_from date,
    reason_change_id bigint,
    basis_document_id varchar,
    superseded_by varchar,
    document_id varchar not null,
    title varchar not null,
    title_en varchar not null,
    issuer varchar not null,
    number varchar,
    issued_on date,
    region_code varchar not null,
    kind varchar not null,
    period_start date,
    period_end date,
    source_file varchar,
    note varchar
);
insert into document_version by name
select 1 as change_id, row_number() over (order by rowid) as ordinal, 'add' as act, * from document;
drop table document;
create table region_version (
    change_id bigint not null,
    ordinal integer not null,
    act varchar not null check (act in ('add', 'correct', 'adjust', 'supersede', 'withdraw', 'restore')),
    effective_from date,
    reason_change_id bigint,
    basis_document_id varchar,
    superseded_by varchar,
    region_code varchar not null,
    name varchar not null,
    short_name varchar not null,
    name_en varchar not null,
    level varchar not null check (level in ('nation', 'province', 'city', 'county', 'zone')),
    parent_code varchar,
    code_standard varchar not null,
    tile_row integer,
    tile_column integer,
    aliases varchar
);
insert into region_version by name
select 1 as change_id, row_number() over (order by rowid) as ordinal, 'add' as act, * from region;
drop table region;
create table sector_version (
    change_id bigint not null,
    ordinal integer not null,
    act varchar not null check (act in ('add', 'correct', 'adjust', 'supersede', 'withdraw', 'restore')),
    effective_from date,
    reason_change_id bigint,
    basis_document_id varchar,
    superseded_by varchar,
    sector_code varchar not null,
    name varchar not null,
    name_en varchar not null,
    parent_code varchar,
    position integer not null,
    chain_position integer
);
insert into sector_version by name
select 1 as change_id, row_number() over (order by rowid) as ordinal, 'add' as act, * exclude (top_sector_code) from sector;
drop table sector;
create table unit_version (
    change_id bigint not null,
    ordinal integer not null,
    act varchar not null check (act in ('add', 'correct', 'adjust', 'supersede', 'withdraw', 'restore')),
    effective_from date,
    reason_change_id bigint,
    basis_document_id varchar,
    superseded_by varchar,
    unit varchar not null,
    name_en varchar not null,
    dimension varchar not null,
    factor decimal(38, 10) not null
);
insert into unit_version by name
select 1 as change_id, row_number() over (order by rowid) as ordinal, 'add' as act, * from unit;
drop table unit;
create table organisation_version (
    change_id bigint not null,
    ordinal integer not null,
    act varchar not null check (act in ('add', 'correct', 'adjust', 'supersede', 'withdraw', 'restore')),
    effective_from date,
    reason_change_id bigint,
    basis_document_id varchar,
    superseded_by varchar,
    organisation_code varchar not null,
    name varchar not null,
    short_name varchar not null,
    name_en varchar not null,
    kind varchar not null,
    region_code varchar,
    first_day date,
    last_day date,
    merged_into varchar
);
insert into organisation_version by name
select 1 as change_id, row_number() over (order by rowid) as ordinal, 'add' as act, * from organisation;
drop table organisation;
create table indicator_version (
    change_id bigint not null,
    ordinal integer not null,
    act varchar not null check (act in ('add', 'correct', 'adjust', 'supersede', 'withdraw', 'restore')),
    effective_from date,
    reason_change_id bigint,
    basis_document_id varchar,
    superseded_by varchar,
    indicator_code varchar not null,
    name varchar not null,
    name_en varchar not null,
    sector_code varchar not null,
    measure varchar not null check (measure in ('flow', 'stock', 'rate', 'share', 'rank')),
    unit varchar not null,
    additive boolean not null,
    better varchar not null check (better in ('higher', 'lower')),
    aliases varchar,
    note varchar
);
insert into indicator_version by name
select 1 as change_id, row_number() over (order by rowid) as ordinal, 'add' as act, * from indicator;
drop table indicator;
create table target_version (
    change_id bigint not null,
    ordinal integer not null,
    act varchar not null check (act in ('add', 'correct', 'adjust', 'supersede', 'withdraw', 'restore')),
    effective_from date,
    reason_change_id bigint,
    basis_document_id varchar,
    superseded_by varchar,
    target_id varchar not null,
    document_id varchar not null,
    clause varchar not null,
    excerpt varchar not null,
    excerpt_offset integer not null,
    number_text varchar,
    region_code varchar not null,
    indicator_code varchar not null,
    basis varchar not null check (basis in ('level', 'increment', 'flow', 'growth', 'share', 'rank')),
    comparator varchar not null check (comparator in ('>=', '<=', '~', 'range', '=')),
    value decimal(18, 4),
    value_high decimal(18, 4),
    unit varchar not null,
    value_normal decimal(18, 4),
    value_high_normal decimal(18, 4),
    period_start date not null,
    deadline date not null,
    strength varchar not null check (strength in ('binding', 'strive')),
    assessed varchar not null check (assessed in ('monthly', 'annual')),
    baseline_value decimal(18, 4),
    baseline_unit varchar,
    baseline_normal decimal(18, 4),
    baseline_on date,
    baseline_source varchar,
    part_of varchar,
    supersedes varchar,
    note varchar
);
insert into target_version by name
select 1 as change_id, row_number() over (order by rowid) as ordinal, 'add' as act, * from target;
drop table target;
create table responsibility_version (
    change_id bigint not null,
    ordinal integer not null,
    act varchar not null check (act in ('add', 'correct', 'adjust', 'supersede', 'withdraw', 'restore')),
    effective_from date,
    reason_change_id bigint,
    basis_document_id varchar,
    superseded_by varchar,
    target_id varchar not null,
    organisation_code varchar not null,
    role varchar not null check (role in ('lead', 'support')),
    position integer not null
);
insert into responsibility_version by name
select 1 as change_id, row_number() over (order by rowid) as ordinal, 'add' as act, * from responsibility;
drop table responsibility;
create macro document_spans(known_at) as table
select v.* exclude (ordinal), c.recorded_at, c.recorded_by, c.reason, c.origin, c.origin_ref,
    coalesce(v.effective_from, date '0001-01-01') as valid_from,
    min(coalesce(v.effective_from, date '0001-01-01')) over (
        partition by v.document_id order by v.change_id, v.ordinal rows between 1 following and unbounded following
    ) as valid_until
from document_version v
join change c on c.change_id = v.change_id
where c.recorded_at <= known_at
qualify valid_until is null or valid_until > valid_from;
create macro document_at(as_of, known_at) as table
select * exclude (ordinal)
from document_version
where (effective_from is null or effective_from <= as_of)
  and change_id in (select c.change_id from change c where c.recorded_at <= known_at)
qualify row_number() over (partition by document_id order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view document as
select
    document_id, title, title_en, issuer, number, issued_on, region_code, kind, period_start, period_end,
    source_file, note
from document_version
qualify row_number() over (partition by document_id order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view document_ever as
select
    document_id, title, title_en, issuer, number, issued_on, region_code, kind, period_start, period_end,
    source_file, note
from document_spans(timestamp '9999-12-31')
where act not in ('withdraw', 'supersede')
qualify row_number() over (partition by document_id order by valid_from desc) = 1;
create macro region_spans(known_at) as table
select v.* exclude (ordinal), c.recorded_at, c.recorded_by, c.reason, c.origin, c.origin_ref,
    coalesce(v.effective_from, date '0001-01-01') as valid_from,
    min(coalesce(v.effective_from, date '0001-01-01')) over (
        partition by v.region_code order by v.change_id, v.ordinal rows between 1 following and unbounded following
    ) as valid_until
from region_version v
join change c on c.change_id = v.change_id
where c.recorded_at <= known_at
qualify valid_until is null or valid_until > valid_from;
create macro region_at(as_of, known_at) as table
select * exclude (ordinal)
from region_version
where (effective_from is null or effective_from <= as_of)
  and change_id in (select c.change_id from change c where c.recorded_at <= known_at)
qualify row_number() over (partition by region_code order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view region as
select
    region_code, name, short_name, name_en, level, parent_code, code_standard, tile_row, tile_column, aliases
from region_version
qualify row_number() over (partition by region_code order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view region_ever as
select
    region_code, name, short_name, name_en, level, parent_code, code_standard, tile_row, tile_column, aliases
from region_spans(timestamp '9999-12-31')
where act not in ('withdraw', 'supersede')
qualify row_number() over (partition by region_code order by valid_from desc) = 1;
create macro sector_spans(known_at) as table
select v.* exclude (ordinal), c.recorded_at, c.recorded_by, c.reason, c.origin, c.origin_ref,
    coalesce(v.effective_from, date '0001-01-01') as valid_from,
    min(coalesce(v.effective_from, date '0001-01-01')) over (
        partition by v.sector_code order by v.change_id, v.ordinal rows between 1 following and unbounded following
    ) as valid_until
from sector_version v
join change c on c.change_id = v.change_id
where c.recorded_at <= known_at
qualify valid_until is null or valid_until > valid_from;
create macro sector_at(as_of, known_at) as table
with recursive standing as materialized (
    select * exclude (ordinal)
    from sector_version
    where (effective_from is null or effective_from <= as_of)
      and change_id in (select c.change_id from change c where c.recorded_at <= known_at)
    qualify row_number() over (partition by sector_code order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede')
),
top as (
    select sector_code, sector_code as top_sector_code
    from standing
    where parent_code is null or parent_code not in (select sector_code from standing)
    union
    select s.sector_code, t.top_sector_code from standing s join top t on s.parent_code = t.sector_code
)
select s.*, t.top_sector_code from standing s join top t on t.sector_code = s.sector_code;
create view sector as
with recursive standing as materialized (
    select *
    from sector_version
    qualify row_number() over (partition by sector_code order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede')
),
top as (
    select sector_code, sector_code as top_sector_code
    from standing
    where parent_code is null or parent_code not in (select sector_code from standing)
    union
    select s.sector_code, t.top_sector_code from standing s join top t on s.parent_code = t.sector_code
)
select
    s.sector_code, s.name, s.name_en, s.parent_code, t.top_sector_code, s.position, s.chain_position
from standing s
join top t on t.sector_code = s.sector_code;
create macro unit_spans(known_at) as table
select v.* exclude (ordinal), c.recorded_at, c.recorded_by, c.reason, c.origin, c.origin_ref,
    coalesce(v.effective_from, date '0001-01-01') as valid_from,
    min(coalesce(v.effective_from, date '0001-01-01')) over (
        partition by v.unit order by v.change_id, v.ordinal rows between 1 following and unbounded following
    ) as valid_until
from unit_version v
join change c on c.change_id = v.change_id
where c.recorded_at <= known_at
qualify valid_until is null or valid_until > valid_from;
create macro unit_at(as_of, known_at) as table
select * exclude (ordinal)
from unit_version
where (effective_from is null or effective_from <= as_of)
  and change_id in (select c.change_id from change c where c.recorded_at <= known_at)
qualify row_number() over (partition by unit order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view unit as
select
    unit, name_en, dimension, factor
from unit_version
qualify row_number() over (partition by unit order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create macro organisation_spans(known_at) as table
select v.* exclude (ordinal), c.recorded_at, c.recorded_by, c.reason, c.origin, c.origin_ref,
    coalesce(v.effective_from, date '0001-01-01') as valid_from,
    min(coalesce(v.effective_from, date '0001-01-01')) over (
        partition by v.organisation_code order by v.change_id, v.ordinal rows between 1 following and unbounded following
    ) as valid_until
from organisation_version v
join change c on c.change_id = v.change_id
where c.recorded_at <= known_at
qualify valid_until is null or valid_until > valid_from;
create macro organisation_at(as_of, known_at) as table
select * exclude (ordinal)
from organisation_version
where (effective_from is null or effective_from <= as_of)
  and change_id in (select c.change_id from change c where c.recorded_at <= known_at)
qualify row_number() over (partition by organisation_code order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view organisation as
select
    organisation_code, name, short_name, name_en, kind, region_code, first_day, last_day, merged_into
from organisation_version
qualify row_number() over (partition by organisation_code order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view organisation_ever as
select
    organisation_code, name, short_name, name_en, kind, region_code, first_day, last_day, merged_into
from organisation_spans(timestamp '9999-12-31')
where act not in ('withdraw', 'supersede')
qualify row_number() over (partition by organisation_code order by valid_from desc) = 1;
create macro indicator_spans(known_at) as table
select v.* exclude (ordinal), c.recorded_at, c.recorded_by, c.reason, c.origin, c.origin_ref,
    coalesce(v.effective_from, date '0001-01-01') as valid_from,
    min(coalesce(v.effective_from, date '0001-01-01')) over (
        partition by v.indicator_code order by v.change_id, v.ordinal rows between 1 following and unbounded following
    ) as valid_until
from indicator_version v
join change c on c.change_id = v.change_id
where c.recorded_at <= known_at
qualify valid_until is null or valid_until > valid_from;
create macro indicator_at(as_of, known_at) as table
select * exclude (ordinal)
from indicator_version
where (effective_from is null or effective_from <= as_of)
  and change_id in (select c.change_id from change c where c.recorded_at <= known_at)
qualify row_number() over (partition by indicator_code order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view indicator as
select
    indicator_code, name, name_en, sector_code, measure, unit, additive, better, aliases, note
from indicator_version
qualify row_number() over (partition by indicator_code order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view indicator_ever as
select
    indicator_code, name, name_en, sector_code, measure, unit, additive, better, aliases, note
from indicator_spans(timestamp '9999-12-31')
where act not in ('withdraw', 'supersede')
qualify row_number() over (partition by indicator_code order by valid_from desc) = 1;
create macro target_spans(known_at) as table
select v.* exclude (ordinal), c.recorded_at, c.recorded_by, c.reason, c.origin, c.origin_ref,
    coalesce(v.effective_from, date '0001-01-01') as valid_from,
    min(coalesce(v.effective_from, date '0001-01-01')) over (
        partition by v.target_id order by v.change_id, v.ordinal rows between 1 following and unbounded following
    ) as valid_until
from target_version v
join change c on c.change_id = v.change_id
where c.recorded_at <= known_at
qualify valid_until is null or valid_until > valid_from;
create macro target_at(as_of, known_at) as table
select * exclude (ordinal)
from target_version
where (effective_from is null or effective_from <= as_of)
  and change_id in (select c.change_id from change c where c.recorded_at <= known_at)
qualify row_number() over (partition by target_id order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view target as
select
    target_id, document_id, clause, excerpt, excerpt_offset, number_text, region_code, indicator_code, basis,
    comparator, value, value_high, unit, value_normal, value_high_normal, period_start, deadline, strength,
    assessed, baseline_value, baseline_unit, baseline_normal, baseline_on, baseline_source, part_of, supersedes,
    note
from target_version
qualify row_number() over (partition by target_id order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view target_ever as
select
    target_id, document_id, clause, excerpt, excerpt_offset, number_text, region_code, indicator_code, basis,
    comparator, value, value_high, unit, value_normal, value_high_normal, period_start, deadline, strength,
    assessed, baseline_value, baseline_unit, baseline_normal, baseline_on, baseline_source, part_of, supersedes,
    note
from target_spans(timestamp '9999-12-31')
where act not in ('withdraw', 'supersede')
qualify row_number() over (partition by target_id order by valid_from desc) = 1;
create macro responsibility_spans(known_at) as table
select v.* exclude (ordinal), c.recorded_at, c.recorded_by, c.reason, c.origin, c.origin_ref,
    coalesce(v.effective_from, date '0001-01-01') as valid_from,
    min(coalesce(v.effective_from, date '0001-01-01')) over (
        partition by v.target_id, v.organisation_code, v.role order by v.change_id, v.ordinal rows between 1 following and unbounded following
    ) as valid_until
from responsibility_version v
join change c on c.change_id = v.change_id
where c.recorded_at <= known_at
qualify valid_until is null or valid_until > valid_from;
create macro responsibility_at(as_of, known_at) as table
select * exclude (ordinal)
from responsibility_version
where (effective_from is null or effective_from <= as_of)
  and change_id in (select c.change_id from change c where c.recorded_at <= known_at)
qualify row_number() over (partition by target_id, organisation_code, role order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
create view responsibility as
select
    target_id, organisation_code, role, position
from responsibility_version
qualify row_number() over (partition by target_id, organisation_code, role order by change_id desc, ordinal desc) = 1 and act not in ('withdraw', 'supersede');
