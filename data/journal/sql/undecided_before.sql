-- Grain: one row per submission that nobody committed, handed in before $moment. Parameters: $moment.
-- Purpose: what is thrown away by age.
select submission_id, sha256, state, figures
from submission
where state in ('draft', 'checked', 'submitted', 'returned') and handed_in_at < $moment
