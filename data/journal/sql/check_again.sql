-- Grain: none (statement). Parameters: $newest, the store's version.
-- Purpose: at the start, what was compared with a ledger newer than this one (an older copy having been put back) is
--   checked again, and so is what ended in a fault of the program, which may have been mended.
update submission
set compared = null, fault = null
where compared > $newest or fault is not null
