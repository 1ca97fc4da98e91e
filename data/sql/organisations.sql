-- Grain: one row per organisation. Parameters: none. Purpose: who may lead or support.
select organisation_code, name, short_name, name_en, kind, region_code
from organisation
order by organisation_code
