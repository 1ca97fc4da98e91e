-- Grain: one row per setting: its newest value. Parameters: none. Purpose: what the office configured.
select name, value, set_by, set_at
from setting
qualify row_number() over (partition by name order by set_at desc) = 1
order by name
