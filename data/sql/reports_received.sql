-- Grain: one row per organisation × month that sent anything that stands. Parameters: $first, $last dates (month
--   ends), $known_at timestamp (nothing imported later; later voids undone),
--   $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: who has reported, when first and when last, and how often.
select
    b.organisation_code, b.period_end, min(b.imported_at) as first_at, max(imported_at) as last_at, count(*) as reports,
    max(batch_id) as batch_id, bool_or(is_sample) as is_sample
from batch b
left join organisation o on o.organisation_code = b.organisation_code
where b.imported_at <= $known_at and (b.status = 'posted' or b.voided_at > $known_at)
  and b.kind = 'monthly' and b.organisation_code is not null
  and b.period_end between $first and $last
  -- a form in the name of a region that has no organisation of its own bears the region's code
  and ($visible::varchar[] is null or coalesce(o.region_code, b.organisation_code) in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or b.organisation_code = $organisation)
group by b.organisation_code, b.period_end
order by b.organisation_code, b.period_end
