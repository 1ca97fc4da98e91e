-- Grain: one row per target or fact that a document states. Parameters: none.
-- Purpose: the words quoted from the documents, with where they stand, to be found again in a registered text.
select target_id as statement_id, document_id, excerpt, excerpt_offset, number_text, true as is_target
from target
union all
select fact_id, document_id, excerpt, excerpt_offset, number_text, false
from fact
where document_id is not null and excerpt is not null
order by document_id, excerpt_offset, statement_id
