-- Grain: none (statement). Parameters: none. Purpose: count one change more, in the transaction that makes it.
--   A row more and none changed: a change in place would keep the file from being folded while anybody reads.
insert into edition
select max(version) + 1
from edition
