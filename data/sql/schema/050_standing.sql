-- Grain: one row per reported value that does not stand, another import of its key ranking before it. Parameters: none.
-- Purpose: what stands is the log without what is outranked or void, so that no value is written twice. Derived and
--   rebuildable: of a key's posted values the final goes before the flash, then the newest import.
create table observation_outranked (
    indicator_code varchar not null,
    region_code varchar not null,
    period_end date not null,
    kind varchar not null,
    batch_id integer not null
);
insert into observation_outranked
select o.indicator_code, o.region_code, o.period_end, o.kind, o.batch_id
from observation_log o
join batch b on b.batch_id = o.batch_id
where b.status = 'posted'
qualify row_number() over (
    partition by o.indicator_code, o.region_code, o.period_end, o.kind
    order by o.vintage = 'final' desc, o.batch_id desc
) > 1;
drop table observation_current;
create view observation_current as
select
    o.indicator_code, o.region_code, o.period_end, o.frequency, o.kind, o.value, o.raw_text, o.raw_unit, o.vintage,
    o.batch_id, o.sheet, o.cell
from observation_log o
where o.batch_id in (select b.batch_id from batch b where b.status = 'posted')
  and not exists (
      select 1
      from observation_outranked r
      where r.batch_id = o.batch_id
        and r.indicator_code = o.indicator_code
        and r.region_code = o.region_code
        and r.period_end = o.period_end
        and r.kind = o.kind
  );
-- Always empty: the shape of the rows an import lends to a query, which sees a view of this name instead.
create table incoming_figure (
    indicator_code varchar,
    region_code varchar,
    kind varchar,
    raw_unit varchar,
    sheet_row integer,
    factor double,
    figure double,
    typed varchar
);
