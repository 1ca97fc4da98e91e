-- Grain: none (statement). Parameters: $version integer.
-- Purpose: remember that a migration is done, in its own transaction.
insert into schema_migration (version, applied_at)
values ($version, now()::timestamp)
