-- Grain: one row per row of a back-fill for whose key and period a value stands today.
-- Parameters: $period_end date, $visible list of region codes or null, $organisation code or null (of who asks);
--   the rows lent as incoming_figure.
-- Purpose: what a back-fill would replace.
select i.sheet_row, o.value
from incoming_figure i
join observation_current o
    on o.indicator_code = i.indicator_code and o.region_code = i.region_code and o.kind = i.kind
where o.period_end = $period_end and not isnan(i.figure)
  and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
