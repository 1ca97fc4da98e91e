-- Grain: one row per indicator × region × month × kind of remark: the latest that stands.
-- Parameters: $as_of date (nothing later), $known_at timestamp (nothing imported later; later voids undone),
--   $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: reasons for lag, next steps and notes, with the workbook cell.
select r.indicator_code, r.region_code, r.period_end, r.kind, r.text, r.batch_id, r.sheet, r.cell, b.source_file, b.is_sample
from remark_log r
join batch b on b.batch_id = r.batch_id
where r.period_end <= $as_of
  and b.imported_at <= $known_at and (b.status = 'posted' or b.voided_at > $known_at)
  and ($visible::varchar[] is null or r.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (r.indicator_code, r.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
qualify row_number() over (
    partition by r.indicator_code, r.region_code, r.period_end, r.kind order by r.batch_id desc
) = 1
order by r.period_end desc, r.indicator_code, r.region_code, r.kind
