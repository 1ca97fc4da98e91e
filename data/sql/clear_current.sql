-- Grain: none (statement). Parameters: none. Purpose: empty the derived values before a full rebuild.
delete from observation_current
