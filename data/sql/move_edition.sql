-- Grain: none (statement). Parameters: none. Purpose: count one change more, in the transaction that makes it.
update edition
set version = version + 1
