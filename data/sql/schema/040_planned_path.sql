-- Grain: one row per target × month end of its plan by month (分月计划). Parameters: none.
-- Purpose: how far a target is planned to be by each month, in the indicator's unit, append-only: a later form
--   replaces the whole plan of the targets it states, and voiding its batch brings the earlier one back.
create table planned_path (
    target_id varchar not null,
    period_end date not null,
    value decimal(18, 4) not null,
    batch_id integer not null,
    sheet varchar not null,
    cell varchar not null
);
