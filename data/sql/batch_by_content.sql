-- Grain: one row per standing import of the same bytes. Parameters: $digest.
-- Purpose: is this file in already?
-- Visible: not bound: it tells a file's bearer nothing that the file does not.
select batch_id, kind, imported_at, imported_by, row_count
from batch
where sha256 = $digest and status = 'posted'
order by batch_id
