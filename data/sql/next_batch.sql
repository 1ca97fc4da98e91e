-- Grain: one row. Parameters: none. Purpose: the number of the next import.
select coalesce(max(batch_id), 0) + 1 as batch_id
from batch
