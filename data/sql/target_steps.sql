-- Grain: one row per target asked about × span of months in which it stands, of those that are stated otherwise, or not at
--   all, in other months. Of a part handed down its own value is not of the ledger and null.
-- Parameters: $targets list of codes; $known_at timestamp (what was stated by then); $visible list of region codes or
--   null, $organisation code or null (of who asks).
-- Purpose: what each month is judged by: one before a target was adjusted by what was stated then.
with span as (
    select *, count(*) over (partition by target_id) as spans
    from target_spans($known_at)
)
select
    a.target_id, a.target_id like '%@%' as is_part, s.basis, s.comparator,
    case when a.target_id not like '%@%' then s.value_normal end as value_normal,
    case when a.target_id not like '%@%' then s.value_high_normal end as value_high_normal, s.period_start, s.deadline,
    s.strength, s.assessed, case when a.target_id not like '%@%' then s.baseline_normal end as baseline_normal,
    case when a.target_id not like '%@%' then s.baseline_on end as baseline_on, s.valid_from, s.valid_until
from (select unnest($targets::varchar[]) as target_id) a
join span s on s.target_id = split_part(a.target_id, '@', 1)
where s.spans > 1 and s.act not in ('withdraw', 'supersede')
  and ($visible::varchar[] is null or coalesce(nullif(split_part(a.target_id, '@', 2), ''), s.region_code) in (
      select unnest($visible::varchar[])
  ))
  and ($organisation::varchar is null or a.target_id in (
      select o.target_id from answered_target o where o.organisation_code = $organisation
  ))
order by a.target_id, s.valid_from
