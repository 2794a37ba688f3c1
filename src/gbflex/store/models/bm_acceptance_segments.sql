-- Each straight segment of each acceptance, cut at half-hours.
-- Row: one segment of one acceptance in one half-hour
-- Key: bm_unit, settlement_date, settlement_period, acceptance_number, from_us, to_us
-- Date: settlement_date
-- Columns:
--   bm_unit: Elexon's id of the BM unit
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   start_time: start of the half-hour, UTC
--   acceptance_number: number of the acceptance, rising
--   level_from_mw: level where the whole segment begins, export positive [MW]
--   level_to_mw: where it ends [MW]
--   from_us: where the whole segment begins, from the start of the half-hour [microseconds]
--   to_us: where it ends [microseconds]
--   begin_us: where its part in the half-hour begins [microseconds]
--   end_us: where that ends [microseconds]
WITH half_hours AS (
  SELECT
    settlement_date,
    settlement_period,
    start_time,
    UNIX_MICROS(start_time) AS start_us,
    DIV(UNIX_MICROS(start_time), 1800000000) AS half_hour
  FROM inputs.calendar
),
instructed AS (
  SELECT
    bm_unit,
    acceptance_number,
    level_from_mw,
    level_to_mw,
    UNIX_MICROS(time_from) AS from_us,
    UNIX_MICROS(time_to) AS to_us,
    UNIX_MICROS(time_to) - 1 AS last_us
  FROM models.bm_newest_amendments
  WHERE time_from < time_to
),
placed AS (
  SELECT
    bm_unit,
    acceptance_number,
    level_from_mw,
    level_to_mw,
    from_us,
    to_us,
    DIV(from_us, 1800000000) AS first_half_hour,
    DIV(last_us, 1800000000) AS last_half_hour
  FROM instructed
),
spread AS (
  -- Few segments reach into a second half-hour: an array for each would be slow.
  SELECT
    bm_unit,
    acceptance_number,
    level_from_mw,
    level_to_mw,
    from_us,
    to_us,
    first_half_hour AS half_hour
  FROM placed
  UNION ALL
  SELECT
    placed.bm_unit,
    placed.acceptance_number,
    placed.level_from_mw,
    placed.level_to_mw,
    placed.from_us,
    placed.to_us,
    half_hour
  FROM placed
  CROSS JOIN UNNEST(GENERATE_ARRAY(first_half_hour + 1, last_half_hour)) AS half_hour
  WHERE placed.last_half_hour > placed.first_half_hour
)
SELECT
  spread.bm_unit,
  half_hours.settlement_date,
  half_hours.settlement_period,
  half_hours.start_time,
  spread.acceptance_number,
  spread.level_from_mw,
  spread.level_to_mw,
  spread.from_us - half_hours.start_us AS from_us,
  spread.to_us - half_hours.start_us AS to_us,
  GREATEST(spread.from_us - half_hours.start_us, 0) AS begin_us,
  LEAST(spread.to_us - half_hours.start_us, 1800000000) AS end_us
FROM spread
INNER JOIN half_hours
  ON half_hours.half_hour = spread.half_hour
