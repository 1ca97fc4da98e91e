-- Grain: one row per row of a back-fill for whose key and period a value stands today.
-- Parameters: $period_end date; the rows lent as incoming_figure.
-- Purpose: what a back-fill would replace.
select i.sheet_row, o.value
from incoming_figure i
join observation_current o
    on o.indicator_code = i.indicator_code and o.region_code = i.region_code and o.kind = i.kind
where o.period_end = $period_end and not isnan(i.figure)
