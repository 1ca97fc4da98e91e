-- Grain: one row per sector. Parameters: none. Purpose: the sector tree.
select sector_code, name, name_en, parent_code, top_sector_code, position, chain_position
from sector
order by position, sector_code
