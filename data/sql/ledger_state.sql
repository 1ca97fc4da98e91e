-- Grain: one row, or none before the first build. Parameters: none. Purpose: is the ledger that of the catalogue?
select catalogue_sha256, built_at
from ledger_state
