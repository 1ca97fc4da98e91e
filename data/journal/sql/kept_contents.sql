-- Grain: one row per kept file that a submission refers to. Parameters: none.
-- Purpose: what may not be removed: the bytes of every submission not thrown away, and the figures of those that wait.
select sha256 as content from submission where state <> 'discarded'
union
select figures as content from submission where figures is not null
