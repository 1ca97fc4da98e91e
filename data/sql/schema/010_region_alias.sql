-- Grain: one row per confirmed spelling of a region. Parameters: none.
-- Purpose: what a person said a typed region name means, so that it is asked once.
create table region_alias (
    typed varchar not null,
    region_code varchar not null,
    confirmed_by varchar not null,
    confirmed_at timestamp not null
);
