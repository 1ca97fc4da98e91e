-- Grain: one row per unit. Parameters: none. Purpose: exact conversion between units of one dimension.
select unit, name_en, dimension, factor
from unit
order by dimension, factor, unit
