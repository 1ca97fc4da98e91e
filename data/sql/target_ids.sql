-- Grain: one row per target that stands in a month, whether stated in a document or handed down to a district: its id.
-- Parameters: $region, $sector, $answering codes or null (a region and a sector stand for all below them; an organisation for what
--   it leads or supports); $as_of date (of the month), $known_at timestamp (what was
--   stated and handed down by then); $visible list of region codes or null,
--   $organisation code or null (of who asks).
-- Purpose: which targets a view shows (as targets.sql, without their names and words).
with target_now as materialized (
    from target_at($as_of, $known_at)
),
organisation_now as materialized (
    from organisation_heirs([$as_of], $known_at)
),
every_target as (
    select target_id, region_code, indicator_code, false as is_handed_down
    from target_now
    union
    select t.target_id || '@' || a.region_code, a.region_code, t.indicator_code, true
    from allocation a
    join batch b on b.batch_id = a.batch_id
    join target_now t on t.target_id = a.parent_target_id
    where b.imported_at <= $known_at and (b.status = 'posted' or b.voided_at > $known_at)
),
answerable as (
    select r.target_id, o.heir_code as organisation_code
    from responsibility_at($as_of, $known_at) r
    join organisation_now o on o.organisation_code = r.organisation_code
    union
    select e.target_id, o.heir_code
    from every_target e
    join organisation_now o
        on o.organisation_code = o.heir_code and o.region_code = e.region_code and o.kind = 'region_government'
    where e.is_handed_down
)
select t.target_id
from every_target t
join indicator_at($as_of, $known_at) i on i.indicator_code = t.indicator_code
where ($region is null or t.region_code in (from region_below($region)))
  and ($sector is null or i.sector_code in (from sector_below($sector)))
  and ($answering is null or t.target_id in (select a.target_id from answerable a where a.organisation_code = $answering))
  and ($visible::varchar[] is null or t.region_code in (select unnest($visible::varchar[])))
  and ($organisation::varchar is null or t.target_id in (
      select a.target_id from answerable a where a.organisation_code = $organisation
  ))
order by t.target_id
