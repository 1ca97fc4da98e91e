-- Grain: one row per unit × month that sent anything that stands. Parameters: $first, $last dates (month
--   ends), $known_at timestamp (nothing imported later; later voids undone).
-- Purpose: who has reported, when first and when last, and how often.
select
    organisation_code, period_end, min(imported_at) as first_at, max(imported_at) as last_at, count(*) as reports,
    max(batch_id) as batch_id, bool_or(is_sample) as is_sample
from batch
where imported_at <= $known_at and (status = 'posted' or voided_at > $known_at)
  and kind = 'monthly' and organisation_code is not null
  and period_end between $first and $last
group by organisation_code, period_end
order by organisation_code, period_end
