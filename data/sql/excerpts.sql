-- Grain: one row per target or fact that a document states.
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: the words quoted from the documents, with where they stand, to be found again in a registered text.
select target_id as statement_id, document_id, excerpt, excerpt_offset, number_text, true as is_target
from target_ever
where ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or target_id in (
      select a.target_id from answered_target a where a.organisation_code = $organisation
  ))
union all
select fact_id, document_id, excerpt, excerpt_offset, number_text, false
from fact
where document_id is not null and excerpt is not null
  and ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or (indicator_code, region_code) in (
      select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
  ))
order by document_id, excerpt_offset, statement_id
