-- Grain: one row per fact that a document or a publication states.
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: actuals, estimates, comparisons, projects and policies, and the published actuals with their addresses.
select
    f.fact_id, f.kind, f.document_id, f.clause, f.excerpt, f.excerpt_offset, f.number_text,
    f.region_code, r.name as region, r.name_en as region_en,
    f.subject, f.indicator_code, f.indicator, f.measure, f.comparator, f.value, f.value_high, f.unit,
    f.period_start, f.period_end, f.stage, f.source, f.source_quality, f.note
from fact f
join region r on r.region_code = f.region_code
where ($visible::varchar[] is null or f.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (f.indicator_code, f.region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
order by f.document_id nulls last, f.excerpt_offset, f.fact_id
