-- Grain: one row per registered text of a document. Parameters: none.
-- Purpose: the wording that a user registered, append-only; the latest of a document stands. It lives in the
--   office's database and never in the repository.
create table document_text (
    document_id varchar not null,
    file_name varchar not null,
    sha256 varchar not null,
    text varchar not null,
    registered_by varchar not null,
    registered_at timestamp not null
);
