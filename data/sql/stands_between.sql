-- Grain: one row. Parameters: $first, $last dates (period ends).
-- Purpose: whether anything stands reported for some periods, so that an import into empty ones compares nothing.
select exists (from observation_current where period_end between $first and $last) as stands
