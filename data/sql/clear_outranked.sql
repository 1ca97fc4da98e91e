-- Grain: none (statement). Parameters: none. Purpose: forget what does not stand before a full rebuild.
-- Visible: not bound: derived rows, settled for everyone.
delete from observation_outranked
