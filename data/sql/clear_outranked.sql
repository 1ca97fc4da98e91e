-- Grain: none (statement). Parameters: none. Purpose: forget what does not stand before a full rebuild.
delete from observation_outranked
