-- Grain: at most one row: the text of a document that stands, for who may see all that it states.
-- Parameters: $document code of the document, $visible list of region codes or null, $organisation code or null (of who
--   asks).
-- Purpose: the wording in which a clause is shown.
with hidden as (
    select 1
    from target_ever
    where document_id = $document
      and not (
          ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
          and ($organisation::varchar is null or target_id in (
              select a.target_id from answered_target a where a.organisation_code = $organisation
          ))
      )
    union all
    select 1
    from fact
    where document_id = $document
      and not (
          ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
          and ($organisation::varchar is null or coalesce((indicator_code, region_code) in (
              select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
          ), false))
      )
)
select document_id, file_name, sha256, text, registered_by, registered_at
from document_text
where document_id = $document and not exists (select 1 from hidden)
qualify row_number() over (order by registered_at desc, rowid desc) = 1
