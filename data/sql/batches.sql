-- Grain: one row per import of which who asks may see anything.
-- Parameters: $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: who imported what, when, and what became of it. row_count counts the rows that may be seen; the file's and
--   the sum's checks stand only where these are all (is_whole).
with part as ( -- asked only for who may not see everything
    select batch_id, region_code, indicator_code, true as is_figure
    from observation_log
    where $visible::varchar[] is not null or $organisation::varchar is not null
    union all
    select batch_id, region_code, indicator_code, false
    from remark_log
    where $visible::varchar[] is not null or $organisation::varchar is not null
    union all
    select a.batch_id, a.region_code, t.indicator_code, true
    from allocation a
    left join target_ever t on t.target_id = a.parent_target_id
    where $visible::varchar[] is not null or $organisation::varchar is not null
    union all
    select p.batch_id, coalesce(nullif(split_part(p.target_id, '@', 2), ''), t.region_code), t.indicator_code, true
    from planned_path p
    left join target_ever t on t.target_id = split_part(p.target_id, '@', 1)
    where $visible::varchar[] is not null or $organisation::varchar is not null
),
marked as (
    select
        batch_id, is_figure,
        coalesce(
            ($visible::varchar[] is null or region_code in (select unnest($visible::varchar[])))
            and ($organisation::varchar is null or (indicator_code, region_code) in (
                select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
            )), false
        ) as is_seen
    from part
),
seen as (
    select batch_id, count(*) filter (is_figure) as row_count, bool_and(is_seen) as is_whole
    from (select batch_id, is_figure and is_seen as is_figure, is_seen from marked)
    group by batch_id
    having bool_or(is_seen)
),
shown as (
    select
        b.*, coalesce(s.row_count, b.row_count) as rows_seen, coalesce(s.is_whole, true) as is_whole
    from batch b
    left join seen s on s.batch_id = b.batch_id
    where s.batch_id is not null or ($visible::varchar[] is null and $organisation::varchar is null)
)
select
    b.batch_id, b.kind, b.period_end, b.organisation_code, o.name as unit, o.short_name as unit_short, o.name_en as unit_en,
    b.source_file, case when b.is_whole then b.sha256 end as sha256, b.template_version, b.imported_at, b.imported_by,
    b.vintage, b.rows_seen as row_count, case when b.is_whole then b.control_sum end as control_sum, b.is_sample, b.status,
    b.voided_at, b.void_reason, b.note, b.submission_id, b.is_whole
from shown b
left join organisation o on o.organisation_code = b.organisation_code
order by b.batch_id
