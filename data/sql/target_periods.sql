-- Grain: one row per period that any target reported by month has or had: its first day and its deadline.
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: for which months there may be anything to report.
with handed_down as (
    select a.parent_target_id, a.region_code
    from allocation a
    join batch b on b.batch_id = a.batch_id and b.status = 'posted'
),
span as (
    select s.target_id, s.region_code, s.period_start, s.deadline
    from target_spans(timestamp '9999-12-31') s
    where s.act not in ('withdraw', 'supersede') and s.assessed <> 'annual'
    union
    select s.target_id || '@' || a.region_code, a.region_code, s.period_start, s.deadline
    from handed_down a
    join target_spans(timestamp '9999-12-31') s on s.target_id = a.parent_target_id
    where s.act not in ('withdraw', 'supersede') and s.assessed <> 'annual'
)
select distinct period_start, deadline
from span
where ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or target_id in (
      select a.target_id from answered_target a where a.organisation_code = $organisation
  ))
order by period_start, deadline
