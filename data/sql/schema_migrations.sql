-- Grain: one row per migration applied. Parameters: none. Purpose: the table that says how far the others are.
create table if not exists schema_migration (
    version integer,
    applied_at timestamp
)
