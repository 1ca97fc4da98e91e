-- Grain: one row. Parameters: none. Purpose: the number of the next import.
-- Visible: not bound: a number for the next import, of nobody's rows.
select coalesce(max(batch_id), 0) + 1 as batch_id
from batch
