-- Grain: one row per indicator. Parameters: none. Purpose: what may be measured.
select indicator_code, name, name_en, sector_code, measure, unit, additive, better, aliases, note
from indicator
order by indicator_code
