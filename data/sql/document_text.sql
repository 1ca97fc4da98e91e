-- Grain: at most one row: the text of a document that stands. Parameters: $document code of the document.
-- Purpose: the wording in which a clause is shown.
select document_id, file_name, sha256, text, registered_by, registered_at
from document_text
where document_id = $document
qualify row_number() over (order by registered_at desc, rowid desc) = 1
