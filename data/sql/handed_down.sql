-- Grain: one row per target × district to which a part of it was handed down: the part that stands today.
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: what a decomposition form shows as it stands, and what its import would replace.
select a.parent_target_id, a.region_code, a.value, a.batch_id, a.sheet, a.cell, b.source_file, b.is_sample
from allocation a
join batch b on b.batch_id = a.batch_id
where b.status = 'posted'
  and ($visible::varchar[] is null or a.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or exists (
      select 1 from answered_target t
      where t.organisation_code = $organisation
        and t.target_id in (a.parent_target_id, a.parent_target_id || '@' || a.region_code)
  ))
qualify row_number() over (partition by a.parent_target_id, a.region_code order by a.batch_id desc) = 1
order by a.parent_target_id, a.region_code
