-- Grain: one row per document. Parameters: none. Purpose: the texts that state targets.
select document_id, title, title_en, issuer, number, issued_on, region_code, kind, period_start, period_end, source_file, note
from document
order by issued_on, document_id
