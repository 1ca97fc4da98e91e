-- Grain: none (statement). Parameters: $version integer, $now moment.
-- Purpose: remember that a migration is done, in its own transaction.
insert into schema_migration (version, applied_at) values ($version, $now)
