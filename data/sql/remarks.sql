-- Grain: one row per indicator × region × month × kind of remark: the latest that stands.
-- Parameters: $as_of date (nothing later), $known_at timestamp (nothing imported later; later voids undone).
-- Purpose: reasons for lag, next steps and notes, with the workbook cell.
select r.indicator_code, r.region_code, r.period_end, r.kind, r.text, r.batch_id, r.sheet, r.cell, b.source_file, b.is_sample
from remark_log r
join batch b on b.batch_id = r.batch_id
where r.period_end <= $as_of
  and b.imported_at <= $known_at and (b.status = 'posted' or b.voided_at > $known_at)
qualify row_number() over (
    partition by r.indicator_code, r.region_code, r.period_end, r.kind order by r.batch_id desc
) = 1
order by r.period_end desc, r.indicator_code, r.region_code, r.kind
