-- Grain: none (statement). Parameters: $period_end date, $frequency, $vintage, $batch_id, $sheet name, $letters of the
--   column; the rows lent as incoming_figure.
-- Purpose: append one period of a back-fill to the log: the value in the indicator's unit, and what was typed.
-- Visible: not bound: it writes rows that were checked against who writes them.
insert into observation_log (
    indicator_code, region_code, period_end, frequency, kind, value, raw_text, raw_unit, vintage, batch_id, sheet, cell
)
select
    indicator_code, region_code, $period_end, $frequency, kind,
    round_even(figure * factor, 4)::decimal(18, 4),
    case
        when typed is not null then typed
        when figure = trunc(figure) and abs(figure) < 1e15 then figure::bigint::varchar
        else figure::varchar
    end,
    raw_unit, $vintage, $batch_id, $sheet, $letters || sheet_row::varchar
from incoming_figure
where not isnan(figure) and indicator_code is not null and region_code is not null
