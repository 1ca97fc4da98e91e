-- Grain: one row per change of a setting. Parameters: none.
-- Purpose: what an office configures itself, such as the day of the month reports are due; the newest row holds.
create table setting (
    name varchar not null,
    value varchar not null,
    set_by varchar not null,
    set_at timestamp not null
);
