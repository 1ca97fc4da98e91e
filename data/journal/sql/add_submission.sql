-- Grain: none (statement). Parameters: $submission_id, $file_name, $digest, $size bytes, $by, $now moment,
--   $viewer the name of who asked.
-- Purpose: a workbook was handed in; its checks come next.
insert into submission (submission_id, file_name, sha256, size, handed_in_by, handed_in_at, handed_in_as, state)
values ($submission_id, $file_name, $digest, $size, $by, $now, $viewer, 'checked')
