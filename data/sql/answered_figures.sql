-- Grain: one row per indicator × region that an organisation answers for. Parameters: $answering code.
-- Purpose: which figures it may report.
-- Visible: not bound: asked of who hands in a file, of their own organisation.
select indicator_code, region_code
from answered_figure
where organisation_code = $answering
order by indicator_code, region_code
