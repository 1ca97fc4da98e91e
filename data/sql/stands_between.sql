-- Grain: one row.
-- Parameters: $first, $last dates (period ends), $visible list of region codes or null, $organisation code or null (of who asks).
-- Purpose: whether anything stands reported for some periods, so that an import into empty ones compares nothing.
select exists (
    select 1
    from observation_current o
    where o.period_end between $first and $last
      and ($visible::varchar[] is null or o.region_code in (select unnest($visible::varchar[])))
      and ($organisation::varchar is null or (o.indicator_code, o.region_code) in (
          select (a.indicator_code, a.region_code) from answered_figure a where a.organisation_code = $organisation
      ))
) as stands
