-- Grain: one row per workbook handed in; one row per state it came to. Parameters: none.
-- Purpose: what was handed in, what the checks found and what became of it. Its bytes lie in files/ under sha256.
create table submission (
    submission_id text not null primary key,
    file_name text not null,
    sha256 text not null,
    size bigint not null,
    handed_in_by text not null,
    handed_in_at text not null,
    handed_in_as text not null,
    state text not null check (state in ('draft', 'checked', 'submitted', 'committed', 'returned', 'discarded')),
    kind text,
    period_end text,
    frequency text,
    organisation_code text,
    organisation text,
    outcome text check (outcome in ('ready', 'needs_confirmation', 'rejected')),
    rows_new bigint,
    rows_changed bigint,
    rows_same bigint,
    rows_missing bigint,
    result text,
    figures text,
    compared bigint,
    checked_for text,
    fault text,
    batch_id bigint,
    decided_by text,
    decided_at text,
    reason text
);
create index submission_by_content on submission (sha256);
create index submission_by_state on submission (state, handed_in_at);
create table submission_history (
    submission_id text not null,
    state text not null,
    set_by text not null,
    set_at text not null,
    reason text
);
