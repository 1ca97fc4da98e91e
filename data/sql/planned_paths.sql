-- Grain: one row per target × month end of the plan that stood at a moment.
-- Parameters: $known_at timestamp (nothing imported later; later voids undone), $targets list of codes or null (only
--   these), $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: the plan by month each target is held against, with the workbook cell.
select p.target_id, p.period_end, p.value, p.batch_id, p.sheet, p.cell, b.source_file, b.is_sample
from planned_path p
join batch b on b.batch_id = p.batch_id
join target_ever t on t.target_id = split_part(p.target_id, '@', 1)
where b.imported_at <= $known_at and (b.status = 'posted' or b.voided_at > $known_at)
  and ($targets::varchar[] is null or p.target_id in (select unnest($targets::varchar[])))
  and ($visible::varchar[] is null or coalesce(nullif(split_part(p.target_id, '@', 2), ''), t.region_code) in (
      select unnest($visible::varchar[])
  ))
  and ($organisation::varchar is null or p.target_id in (
      select a.target_id from answered_target a where a.organisation_code = $organisation
  ))
qualify p.batch_id = max(p.batch_id) over (partition by p.target_id, year(p.period_end))
order by p.target_id, p.period_end
