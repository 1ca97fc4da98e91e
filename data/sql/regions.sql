-- Grain: one row per region. Parameters: none. Purpose: names, codes and tiles of the regions.
select region_code, name, short_name, name_en, level, parent_code, code_standard, tile_row, tile_column, aliases
from region
order by region_code
