-- Grain: one row per target that stands in a month, whether stated in a document or handed down to a district.
-- Parameters: $region, $sector, $answering codes or null (a region and a sector stand for all below them; an
--   organisation for what it leads or supports); $targets, $indicators lists of codes or null (only these); $as_of date
--   (of the month); $known_at timestamp (what was stated and handed down by then); $visible list of region codes or
--   null, $organisation code or null (of who asks). A part handed down from a target that may not be seen keeps its clause's number and none of its words.
-- Purpose: the targets of a view, with the names and the vocabulary of that month that judgement and display need. Of one
--   adjusted (adjusted_from: since which day) the values before, the document and the reason too; spans: how many
--   stretches of months it is told apart in.
with span as materialized (
    select
        *, count(*) over (partition by target_id) as spans, lag(act) over earlier as act_before, lag(value_normal) over earlier as value_before,
        lag(value_high_normal) over earlier as value_high_before, lag(deadline) over earlier as deadline_before
    from target_spans($known_at)
    window earlier as (partition by target_id order by valid_from)
),
target_now as materialized (
    select
        *,
        act_before not in ('withdraw', 'supersede')
        and (value_normal, value_high_normal, deadline)
            is distinct from (value_before, value_high_before, deadline_before) as is_adjusted
    from span
    where valid_from <= $as_of and (valid_until is null or valid_until > $as_of) and act not in ('withdraw', 'supersede')
),
region_now as materialized (from region_at($as_of, $known_at)),
organisation_now as materialized (from organisation_heirs([$as_of], $known_at)),
indicator_now as materialized (from indicator_at($as_of, $known_at)),
sector_now as materialized (from sector_at($as_of, $known_at)),
responsibility_now as materialized (from responsibility_at($as_of, $known_at)),
handed_down as (
    select a.parent_target_id, a.region_code, a.value, a.batch_id, b.is_sample
    from allocation a
    join batch b on b.batch_id = a.batch_id
    where b.imported_at <= $known_at and (b.status = 'posted' or b.voided_at > $known_at)
    qualify row_number() over (partition by a.parent_target_id, a.region_code order by a.batch_id desc) = 1
),
stated as (
    select
        target_id,
        ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
        and ($organisation::varchar is null or target_id in (
            select r.target_id
            from responsibility_now r
            join organisation_now o on o.organisation_code = r.organisation_code
            where $organisation in (o.organisation_code, o.heir_code)
        )) as is_seen
    from target_now
),
every_target as (
    select
        target_id, document_id, clause, excerpt, excerpt_offset, number_text, region_code, indicator_code, basis,
        comparator, value, value_high, unit, value_normal, value_high_normal, period_start, deadline, strength,
        assessed, baseline_value, baseline_unit, baseline_normal, baseline_on, baseline_source, part_of, supersedes,
        note, false as is_handed_down, false as target_is_sample,
        case when is_adjusted then valid_from end as adjusted_from,
        case when is_adjusted then value_before end as value_before,
        case when is_adjusted then value_high_before end as value_high_before,
        case when is_adjusted then deadline_before end as deadline_before,
        case when is_adjusted then basis_document_id end as adjusted_by_document_id,
        case when is_adjusted then coalesce(reason_change_id, change_id) end as adjusted_by_change_id, spans
    from target_now
    union all
    select
        t.target_id || '@' || a.region_code, t.document_id, t.clause, case when p.is_seen then t.excerpt else '' end,
        t.excerpt_offset, case when p.is_seen then t.number_text end,
        a.region_code, t.indicator_code, t.basis, t.comparator, null, null, t.unit, a.value, null, t.period_start,
        t.deadline, t.strength, t.assessed, null, null, null, null, null, t.target_id, null,
        null, true, a.is_sample, null, null, null, null, null, null, t.spans
    from handed_down a
    join target_now t on t.target_id = a.parent_target_id
    join stated p on p.target_id = t.target_id
),
answerable as (
    select r.target_id, o.heir_code, r.role, min(r.position) as position
    from responsibility_now r
    join organisation_now o on o.organisation_code = r.organisation_code
    group by r.target_id, o.heir_code, r.role
    union all
    select e.target_id, o.heir_code, 'lead', 0
    from every_target e
    join organisation_now o
        on o.organisation_code = o.heir_code and o.region_code = e.region_code and o.kind = 'region_government'
    where e.is_handed_down
),
units_of_target as (
    select
        a.target_id,
        list(o.short_name order by a.position) filter (a.role = 'lead') as lead_units,
        list(o.short_name order by a.position) filter (a.role = 'support') as support_units,
        list(o.name order by a.position) filter (a.role = 'lead') as lead_unit_names,
        list(o.name order by a.position) filter (a.role = 'support') as support_unit_names,
        list(o.name_en order by a.position) filter (a.role = 'lead') as lead_units_en,
        list(o.name_en order by a.position) filter (a.role = 'support') as support_units_en,
        list(o.organisation_code order by a.position) filter (a.role = 'lead') as lead_codes,
        list(o.organisation_code order by a.role, a.position) as unit_codes
    from answerable a
    join organisation_now o on o.organisation_code = a.heir_code and o.organisation_code = o.heir_code
    group by a.target_id
)
select
    t.target_id, t.document_id, t.clause, t.excerpt, t.excerpt_offset, t.number_text,
    t.region_code, r.name as region, r.short_name as region_short, r.name_en as region_en, r.level as region_level,
    r.parent_code as parent_region_code,
    s.sector_code, s.name as sector, s.name_en as sector_en, s.chain_position, s.position as sector_position,
    s.top_sector_code, p.name as top_sector, p.name_en as top_sector_en, p.position as top_sector_position,
    t.indicator_code, i.name as indicator, i.name_en as indicator_en, i.measure, i.unit as indicator_unit,
    i.better, i.additive,
    t.basis, t.comparator, t.value, t.value_high, t.unit, t.value_normal, t.value_high_normal,
    t.period_start, t.deadline, t.strength, t.assessed,
    t.baseline_value, t.baseline_unit, t.baseline_normal, t.baseline_on, t.baseline_source,
    t.part_of, t.supersedes, t.note, t.is_handed_down, t.target_is_sample,
    coalesce(u.lead_units, []) as lead_units, coalesce(u.support_units, []) as support_units, coalesce(u.lead_unit_names, []) as lead_unit_names, coalesce(u.support_unit_names, []) as support_unit_names, coalesce(u.lead_units_en, []) as lead_units_en, coalesce(u.support_units_en, []) as support_units_en, coalesce(u.lead_codes, []) as lead_codes, coalesce(u.unit_codes, []) as unit_codes,
    t.adjusted_from, t.value_before, t.value_high_before, t.deadline_before, t.adjusted_by_document_id,
    d.title as adjusted_by_document, c.reason as adjustment_reason, t.spans
from every_target t
join region_now r on r.region_code = t.region_code
join indicator_now i on i.indicator_code = t.indicator_code
join sector_now s on s.sector_code = i.sector_code
join sector_now p on p.sector_code = s.top_sector_code
left join units_of_target u on u.target_id = t.target_id
left join document_ever d on d.document_id = t.adjusted_by_document_id
left join change c on c.change_id = t.adjusted_by_change_id
where ($region is null or t.region_code in (from region_below($region)))
  and ($sector is null or s.sector_code in (from sector_below($sector)))
  and ($answering is null or list_contains(u.unit_codes, $answering))
  and ($targets::varchar[] is null or t.target_id in (select unnest($targets::varchar[])))
  and ($indicators::varchar[] is null or t.indicator_code in (select unnest($indicators::varchar[])))
  and ($visible::varchar[] is null or t.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or list_contains(u.unit_codes, $organisation))
order by t.document_id, t.excerpt_offset + coalesce(strpos(t.excerpt, t.number_text), 0), t.target_id
