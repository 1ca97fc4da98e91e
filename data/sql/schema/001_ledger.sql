-- Grain: one table per thing of the ledger. Parameters: none.
-- Purpose: what was stated. Every table here is rebuilt from data/catalogue/ and holds nothing else.
create table document (
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
create table region (
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
create table sector (
    sector_code varchar not null,
    name varchar not null,
    name_en varchar not null,
    parent_code varchar,
    top_sector_code varchar not null,
    position integer not null,
    chain_position integer
);
create table unit (
    unit varchar not null,
    name_en varchar not null,
    dimension varchar not null,
    factor decimal(38, 10) not null
);
create table organisation (
    organisation_code varchar not null,
    name varchar not null,
    short_name varchar not null,
    name_en varchar not null,
    kind varchar not null,
    region_code varchar
);
create table indicator (
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
create table target (
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
create table responsibility (
    target_id varchar not null,
    organisation_code varchar not null,
    role varchar not null check (role in ('lead', 'support')),
    position integer not null
);
create table fact (
    fact_id varchar not null,
    kind varchar not null,
    document_id varchar,
    clause varchar,
    excerpt varchar,
    excerpt_offset integer,
    number_text varchar,
    region_code varchar not null,
    subject varchar,
    indicator_code varchar,
    indicator varchar not null,
    measure varchar,
    comparator varchar,
    value decimal(18, 4),
    value_high decimal(18, 4),
    unit varchar,
    period_start date,
    period_end date,
    stage varchar,
    source varchar,
    source_quality varchar,
    note varchar
);
create table ledger_state (
    catalogue_sha256 varchar not null,
    built_at timestamp not null
);
