-- Grain: one row per change of the ledger, in the order in which they were recorded. Parameters: none.
-- Purpose: who changed what is stated, when and why.
select change_id, recorded_at, recorded_by, reason, origin, origin_ref, undoes
from change
order by change_id
