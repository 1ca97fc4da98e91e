-- Grain: one row per figure asked for in a month: month × target × organisation that reports it, with the region it is
--   reported for.
-- Parameters: $months list of dates (month ends asked about); $known_at timestamp (what was stated by then); $region code
--   or null (and all below it: of the figure), $seat code or null (and all below it: of the organisation); $visible list
--   of region codes or null, $organisation code or null (of who asks).
-- Purpose: what forms ask and who owes them, as the ledger stands in that month: what is superseded or withdrawn is asked
--   no more, and of an organisation that was merged the one it became part of owes. A target's figure is asked of who
--   leads it first (of nobody where nobody does: organisation_code is null). Of an additive target of which nothing has
--   been handed down below its region, the governments below that it names report their part (is_part): the figure of
--   their own region, no word of the target. is_own: whether who asks may see the organisation's report as a whole.
with month as (
    select unnest($months::date[]) as period_end
),
heir as materialized (
    from organisation_heirs($months, $known_at)
),
target_month as materialized (
    select m.period_end, s.*
    from month m
    join target_spans($known_at) s
        on s.valid_from <= m.period_end and (s.valid_until is null or s.valid_until > m.period_end)
    where s.act not in ('withdraw', 'supersede')
),
answering as materialized (
    select m.period_end, s.target_id, s.role, s.position, h.heir_code as organisation_code
    from month m
    join responsibility_spans($known_at) s
        on s.valid_from <= m.period_end and (s.valid_until is null or s.valid_until > m.period_end)
    join heir h
        on h.period_end = m.period_end and h.organisation_code = s.organisation_code
    where s.act not in ('withdraw', 'supersede')
),
answerer as materialized (
    from heir where organisation_code = heir_code
),
handed_down as (
    select a.parent_target_id, a.region_code, a.value
    from allocation a
    join batch b on b.batch_id = a.batch_id
    where b.status = 'posted'
    qualify row_number() over (partition by a.parent_target_id, a.region_code order by a.batch_id desc) = 1
),
stated as (
    select
        period_end, target_id, document_id, region_code, indicator_code, basis, value_normal, period_start, deadline,
        assessed, false as is_handed_down
    from target_month
    union all
    select
        t.period_end, t.target_id || '@' || a.region_code, t.document_id, a.region_code, t.indicator_code, t.basis,
        a.value, t.period_start, t.deadline, t.assessed, true
    from handed_down a
    join target_month t on t.target_id = a.parent_target_id
),
first_lead as (
    select period_end, target_id, arg_min(organisation_code, position) as organisation_code
    from answering
    where role = 'lead'
    group by period_end, target_id
    union all
    select s.period_end, s.target_id, o.organisation_code
    from stated s
    join answerer o
        on o.period_end = s.period_end and o.region_code = s.region_code and o.kind = 'region_government'
    where s.is_handed_down
),
divided as (
    select distinct s.period_end, s.document_id, r.parent_code as region_code
    from stated s
    join region r on r.region_code = s.region_code
    where s.is_handed_down
),
figure as (
    select s.*, l.organisation_code, false as is_part
    from stated s
    left join first_lead l on l.period_end = s.period_end and l.target_id = s.target_id
    union all
    select
        s.* replace (o.region_code as region_code, null as value_normal), o.organisation_code, true
    from stated s
    join indicator i on i.indicator_code = s.indicator_code and i.additive
    join (select distinct period_end, target_id, organisation_code from answering) n
        on n.period_end = s.period_end and n.target_id = s.target_id
    join answerer o
        on o.period_end = s.period_end and o.organisation_code = n.organisation_code and o.kind = 'region_government'
    join region r on r.region_code = o.region_code and r.parent_code = s.region_code
    left join first_lead l on l.period_end = s.period_end and l.target_id = s.target_id
    where not s.is_handed_down
      and o.organisation_code is distinct from l.organisation_code
      and not exists (
          select 1
          from divided d
          where d.period_end = s.period_end and d.document_id = s.document_id and d.region_code = s.region_code
      )
)
select
    f.target_id, f.organisation_code, o.name as organisation, o.short_name as organisation_short,
    o.name_en as organisation_en, o.region_code as seat_code, g.name as seat, f.is_part,
    coalesce(
        o.organisation_code is not null
        and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
        and ($organisation::varchar is null or f.organisation_code = $organisation), false
    ) as is_own,
    f.indicator_code, i.name as indicator, i.name_en as indicator_en, i.measure, i.unit as indicator_unit,
    f.region_code, r.name as region, r.name_en as region_en, s.name as sector, s.position as sector_position,
    p.position as top_sector_position, f.basis, f.value_normal, f.period_start, f.deadline, f.assessed, f.period_end
from figure f
join indicator i on i.indicator_code = f.indicator_code
join region r on r.region_code = f.region_code
join sector s on s.sector_code = i.sector_code
join sector p on p.sector_code = s.top_sector_code
left join answerer o on o.period_end = f.period_end and o.organisation_code = f.organisation_code
left join region g on g.region_code = o.region_code
where f.period_start <= f.period_end and last_day(f.deadline) >= f.period_end
  and ($region is null or f.region_code in (from region_below($region)))
  and ($seat is null or o.region_code in (from region_below($seat)))
  and ($visible::varchar[] is null or f.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or f.organisation_code = $organisation or f.target_id in (
      select a.target_id from answered_target a where a.organisation_code = $organisation
  ))
order by f.period_end, f.target_id, f.organisation_code
