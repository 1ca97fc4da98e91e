-- Grain: one row. Parameters: none.
-- Purpose: how many changes were committed, moved inside each transaction that changes anything: the same number in
--   every process and in every copy, so that whoever keeps what they read knows when it is old.
create table edition (
    version bigint not null
);
insert into edition values (0);
