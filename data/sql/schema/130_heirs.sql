-- Grain: organisation_heirs(months, known_at): one row per month × organisation that answers in it, itself or by the one it
--   became part of (heir_code, with its names); answered_target, answered_figure: as in 090_answered.sql. Parameters: none.
-- Purpose: who answers in a month for what an organisation was given: from its first day to its last the organisation,
--   from the month after the one it was merged into. Who answers for what stood once reads it still, the heir too.
create macro organisation_heirs(months, known_at) as table
with recursive month as (
    select unnest(months::date[]) as period_end
),
known as (
    select
        m.period_end, s.*,
        (s.first_day is null or s.first_day <= m.period_end)
        and (s.last_day is null or s.last_day >= date_trunc('month', m.period_end)) as is_open
    from month m
    join organisation_spans(known_at) s
        on s.valid_from <= m.period_end and (s.valid_until is null or s.valid_until > m.period_end)
    where s.act not in ('withdraw', 'supersede')
),
heir as (
    select period_end, organisation_code, organisation_code as heir_code from known
    union
    select h.period_end, h.organisation_code, k.merged_into
    from heir h
    join known k on k.period_end = h.period_end and k.organisation_code = h.heir_code
    where not k.is_open and k.merged_into is not null
)
select
    h.period_end, h.organisation_code, h.heir_code, k.name, k.short_name, k.name_en, k.kind, k.region_code
from heir h
join known k on k.period_end = h.period_end and k.organisation_code = h.heir_code and k.is_open;
create view answering as
with recursive merged as (
    select organisation_code, organisation_code as heir_code from organisation
    union
    select m.organisation_code, o.merged_into
    from merged m
    join organisation o on o.organisation_code = m.heir_code
    where o.merged_into is not null
)
select r.target_id, m.heir_code as organisation_code
from responsibility r
join merged m on m.organisation_code = r.organisation_code;
drop view answered_figure;
drop view answered_target;
create view answered_target as
select organisation_code, target_id
from answering
union
select o.organisation_code, a.parent_target_id || '@' || a.region_code
from allocation a
join batch b on b.batch_id = a.batch_id and b.status = 'posted'
join organisation o on o.region_code = a.region_code and o.kind = 'region_government';
create view answered_figure as
select a.organisation_code, t.indicator_code, coalesce(nullif(split_part(a.target_id, '@', 2), ''), t.region_code) as region_code
from answered_target a
join target_ever t on t.target_id = split_part(a.target_id, '@', 1)
union
select o.organisation_code, t.indicator_code, o.region_code
from answering r
join target_ever t on t.target_id = r.target_id
join organisation o on o.organisation_code = r.organisation_code and o.kind = 'region_government'
join region g on g.region_code = o.region_code and g.parent_code = t.region_code;
