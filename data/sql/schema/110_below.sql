-- Grain: one row per region, or per sector, that is the one of the code or lies below it. Parameters: none.
-- Purpose: the trees of regions and sectors walked in one place, for every query that picks by one; of null nothing.
create macro region_below(code) as table
with recursive below as (
    select region_code from region where region_code = code
    union
    select r.region_code from region r join below b on r.parent_code = b.region_code
)
select region_code from below;
create macro sector_below(code) as table
with recursive below as (
    select sector_code from sector where sector_code = code
    union
    select s.sector_code from sector s join below b on s.parent_code = b.sector_code
)
select sector_code from below;
