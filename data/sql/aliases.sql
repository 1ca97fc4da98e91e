-- Grain: one row per typed name: the meaning confirmed last. Parameters: none.
-- Purpose: indicator names that people confirmed once.
select typed, indicator_code, confirmed_by, confirmed_at
from alias
qualify row_number() over (partition by typed order by confirmed_at desc) = 1
order by typed
