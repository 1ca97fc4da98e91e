-- Grain: one row per migration applied. Parameters: none. Purpose: how far the tables are.
select version
from schema_migration
