-- Grain: one row per span of months of a target, oldest first, those after its end too.
-- Parameters: $target code; $known_at timestamp (what was stated by then); $visible list of region codes or null,
--   $organisation code or null (of who asks).
-- Purpose: how a target was changed: from which month it was adjusted, by which document and why, what took its place.
select
    s.target_id, s.act, s.valid_from, s.valid_until, s.comparator, s.value, s.value_high, s.unit, s.value_normal,
    s.deadline, s.superseded_by, n.number_text as superseded_by_text, s.basis_document_id, d.title as basis_document,
    d.title_en as basis_document_en, r.reason, r.recorded_by, r.recorded_at, r.change_id,
    i.name as indicator, i.name_en as indicator_en, g.name as region, g.name_en as region_en
from target_spans($known_at) s
join change r on r.change_id = coalesce(s.reason_change_id, s.change_id)
join indicator_ever i on i.indicator_code = s.indicator_code
join region_ever g on g.region_code = coalesce(nullif(split_part($target, '@', 2), ''), s.region_code)
left join document_ever d on d.document_id = s.basis_document_id
left join target_ever n on n.target_id = s.superseded_by
where s.target_id = split_part($target, '@', 1)
  and ($visible::varchar[] is null or coalesce(nullif(split_part($target, '@', 2), ''), s.region_code) in (
      select unnest($visible::varchar[])
  ))
  and ($organisation::varchar is null or $target in (
      select a.target_id from answered_target a where a.organisation_code = $organisation
  ))
order by s.valid_from
