-- Grain: one column more of batch. Parameters: none.
-- Purpose: under which submission an imported file was kept; none for those of earlier versions and the sample's.
alter table batch add column submission_id varchar;
