-- Grain: answered_target: one row per organisation × target it leads or supports, a share handed down to the region it
--   governs being such a target; answered_figure: one row per organisation × indicator × region of these, and of its own
--   region's part of what names it. Parameters: none.
-- Purpose: which targets and which reported figures are an organisation's own, so that a reporter reads no others.
create view answered_target as
select organisation_code, target_id
from responsibility
union
select o.organisation_code, a.parent_target_id || '@' || a.region_code
from allocation a
join batch b on b.batch_id = a.batch_id and b.status = 'posted'
join organisation o on o.region_code = a.region_code and o.kind = 'region_government';
create view answered_figure as
select a.organisation_code, t.indicator_code, coalesce(nullif(split_part(a.target_id, '@', 2), ''), t.region_code) as region_code
from answered_target a
join target t on t.target_id = split_part(a.target_id, '@', 1)
union
select o.organisation_code, t.indicator_code, o.region_code
from responsibility r
join target t on t.target_id = r.target_id
join organisation o on o.organisation_code = r.organisation_code and o.kind = 'region_government'
join region g on g.region_code = o.region_code and g.parent_code = t.region_code;
