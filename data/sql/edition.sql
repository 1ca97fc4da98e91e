-- Grain: one row. Parameters: none. Purpose: how many changes the database has seen.
select version
from edition
