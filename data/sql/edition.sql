-- Grain: one row. Parameters: none. Purpose: how many changes the database has seen.
select max(version) as version
from edition
