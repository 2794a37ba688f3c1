-- What each acceptance changes: its level and the level it changes, in pieces of time in which both are straight.
-- Row: one acceptance in one piece of time in which it moves something
-- Key: bm_unit, settlement_date, settlement_period, acceptance_number, cut_us, is_after_crossing
-- Date: settlement_date
-- Columns:
--   bm_unit: Elexon's id of the BM unit
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   start_time: start of the half-hour, UTC
--   acceptance_number: number of the acceptance, rising
--   cut_us: last point of any profile before the piece, from the start of the half-hour [microseconds]
--   is_after_crossing: whether it begins where the two levels cross, and not at that point
--   from_h: where the piece begins, from the start of the half-hour [h]
--   to_h: where it ends [h]
--   level_from_mw: level of the acceptance where it begins, export positive [MW]
--   level_to_mw: where it ends [MW]
--   changed_from_mw: level that it changes where it begins; 0 where there is none [MW]
--   changed_to_mw: where it ends [MW]
--   notification_from_mw: physical notification where it begins; null where there is none [MW]
--   notification_to_mw: where it ends [MW]
-- Rule: An acceptance changes the level of the last covering acceptance with a smaller number, else the
--   notification (BSC Section T3.4). Time is cut at every half-hour, at every point of a notification, acceptance or
--   pair, and where the two levels cross. Notifications and pairs belong to the half-hour they are published for, and
--   end with it.
WITH touched AS (
  SELECT DISTINCT
    bm_unit,
    start_time
  FROM models.bm_acceptance_segments
),
notified AS (
  SELECT
    pn.bm_unit,
    pn.start_time,
    pn.level_from_mw,
    pn.level_to_mw,
    UNIX_MICROS(pn.time_from) - UNIX_MICROS(pn.start_time) AS from_us,
    UNIX_MICROS(pn.time_to) - UNIX_MICROS(pn.start_time) AS to_us,
    -- Where rows overlap, the one that begins later holds.
    COALESCE(
      LEAD(UNIX_MICROS(pn.time_from)) OVER (PARTITION BY pn.bm_unit, pn.start_time ORDER BY pn.time_from)
        - UNIX_MICROS(pn.start_time),
      1800000000
    ) AS next_us
  FROM elexon.pn AS pn
  INNER JOIN touched
    ON touched.bm_unit = pn.bm_unit
    AND touched.start_time = pn.start_time
  WHERE pn.time_from < pn.time_to
),
points AS (
  SELECT bm_unit, start_time, begin_us AS cut_us FROM models.bm_acceptance_segments
  UNION ALL
  SELECT bm_unit, start_time, end_us AS cut_us FROM models.bm_acceptance_segments
  UNION ALL
  SELECT bm_unit, start_time, from_us AS cut_us FROM notified WHERE from_us > 0
  UNION ALL
  SELECT bm_unit, start_time, to_us AS cut_us FROM notified WHERE to_us < 1800000000
  UNION ALL
  SELECT bm_unit, start_time, stretch_us AS cut_us FROM models.bm_pair_bounds WHERE stretch_us > 0
  UNION ALL
  SELECT bm_unit, start_time, stretch_end_us AS cut_us FROM models.bm_pair_bounds WHERE stretch_end_us < 1800000000
),
cuts AS (
  SELECT DISTINCT
    bm_unit,
    start_time,
    cut_us
  FROM points
),
pieces AS (
  SELECT
    bm_unit,
    start_time,
    cut_us,
    LEAD(cut_us) OVER (PARTITION BY bm_unit, start_time ORDER BY cut_us) AS next_us
  FROM cuts
),
levels AS (
  SELECT
    pieces.bm_unit,
    pieces.start_time,
    pieces.cut_us,
    pieces.next_us,
    accepted.acceptance_number,
    accepted.from_us,
    accepted.level_from_mw + (accepted.level_to_mw - accepted.level_from_mw)
      * SAFE_DIVIDE(pieces.cut_us - accepted.from_us, accepted.to_us - accepted.from_us) AS level_from_mw,
    accepted.level_from_mw + (accepted.level_to_mw - accepted.level_from_mw)
      * SAFE_DIVIDE(pieces.next_us - accepted.from_us, accepted.to_us - accepted.from_us) AS level_to_mw
  FROM pieces
  INNER JOIN models.bm_acceptance_segments AS accepted
    ON accepted.bm_unit = pieces.bm_unit
    AND accepted.start_time = pieces.start_time
    AND accepted.begin_us <= pieces.cut_us
    AND accepted.end_us >= pieces.next_us
),
ordered AS (
  SELECT
    bm_unit,
    start_time,
    cut_us,
    next_us,
    acceptance_number,
    level_from_mw,
    level_to_mw,
    LAG(level_from_mw) OVER (
      PARTITION BY bm_unit, start_time, cut_us ORDER BY acceptance_number, from_us
    ) AS earlier_from_mw,
    LAG(level_to_mw) OVER (
      PARTITION BY bm_unit, start_time, cut_us ORDER BY acceptance_number, from_us
    ) AS earlier_to_mw
  FROM levels
),
moves AS (
  SELECT
    ordered.bm_unit,
    ordered.start_time,
    ordered.cut_us,
    ordered.next_us,
    ordered.acceptance_number,
    ordered.level_from_mw,
    ordered.level_to_mw,
    ordered.earlier_from_mw,
    ordered.earlier_to_mw,
    notified.level_from_mw + (notified.level_to_mw - notified.level_from_mw)
      * SAFE_DIVIDE(ordered.cut_us - notified.from_us, notified.to_us - notified.from_us) AS notification_from_mw,
    notified.level_from_mw + (notified.level_to_mw - notified.level_from_mw)
      * SAFE_DIVIDE(ordered.next_us - notified.from_us, notified.to_us - notified.from_us) AS notification_to_mw
  FROM ordered
  LEFT JOIN notified
    ON notified.bm_unit = ordered.bm_unit
    AND notified.start_time = ordered.start_time
    AND notified.from_us <= ordered.cut_us
    AND notified.to_us >= ordered.next_us
    AND notified.next_us >= ordered.next_us
),
changes AS (
  SELECT
    bm_unit,
    start_time,
    cut_us,
    next_us,
    acceptance_number,
    level_from_mw,
    level_to_mw,
    COALESCE(earlier_from_mw, notification_from_mw, 0.0) AS changed_from_mw,
    COALESCE(earlier_to_mw, notification_to_mw, 0.0) AS changed_to_mw,
    notification_from_mw,
    notification_to_mw
  FROM moves
),
gaps AS (
  SELECT
    bm_unit,
    start_time,
    cut_us,
    next_us,
    acceptance_number,
    level_from_mw,
    level_to_mw,
    changed_from_mw,
    changed_to_mw,
    notification_from_mw,
    notification_to_mw,
    level_from_mw - changed_from_mw AS gap_from_mw,
    level_to_mw - changed_to_mw AS gap_to_mw
  FROM changes
),
crossings AS (
  SELECT
    bm_unit,
    start_time,
    cut_us,
    next_us,
    acceptance_number,
    level_from_mw,
    level_to_mw,
    changed_from_mw,
    changed_to_mw,
    notification_from_mw,
    notification_to_mw,
    -- Share of the piece after which the levels cross; null where they do not.
    CASE WHEN gap_from_mw * gap_to_mw < 0 THEN SAFE_DIVIDE(gap_from_mw, gap_from_mw - gap_to_mw) END AS crossing
  FROM gaps
  WHERE gap_from_mw <> 0 OR gap_to_mw <> 0
),
parts AS (
  SELECT
    crossings.bm_unit,
    crossings.start_time,
    crossings.cut_us,
    crossings.next_us,
    crossings.acceptance_number,
    crossings.level_from_mw,
    crossings.level_to_mw,
    crossings.changed_from_mw,
    crossings.changed_to_mw,
    crossings.notification_from_mw,
    crossings.notification_to_mw,
    halves.part,
    CASE WHEN halves.part = 1 THEN crossings.crossing ELSE 0.0 END AS begins,
    CASE WHEN halves.part = 0 THEN COALESCE(crossings.crossing, 1.0) ELSE 1.0 END AS ends
  FROM crossings
  CROSS JOIN (SELECT 0 AS part UNION ALL SELECT 1 AS part) AS halves
  WHERE halves.part = 0 OR crossings.crossing IS NOT NULL
)
SELECT
  parts.bm_unit,
  half_hours.settlement_date,
  half_hours.settlement_period,
  parts.start_time,
  parts.acceptance_number,
  parts.cut_us,
  parts.part = 1 AS is_after_crossing,
  SAFE_DIVIDE(parts.cut_us + (parts.next_us - parts.cut_us) * parts.begins, 3600000000) AS from_h,
  SAFE_DIVIDE(parts.cut_us + (parts.next_us - parts.cut_us) * parts.ends, 3600000000) AS to_h,
  parts.level_from_mw + (parts.level_to_mw - parts.level_from_mw) * parts.begins AS level_from_mw,
  parts.level_from_mw + (parts.level_to_mw - parts.level_from_mw) * parts.ends AS level_to_mw,
  parts.changed_from_mw + (parts.changed_to_mw - parts.changed_from_mw) * parts.begins AS changed_from_mw,
  parts.changed_from_mw + (parts.changed_to_mw - parts.changed_from_mw) * parts.ends AS changed_to_mw,
  parts.notification_from_mw
    + (parts.notification_to_mw - parts.notification_from_mw) * parts.begins AS notification_from_mw,
  parts.notification_from_mw + (parts.notification_to_mw - parts.notification_from_mw) * parts.ends AS notification_to_mw
FROM parts
INNER JOIN inputs.calendar AS half_hours
  ON half_hours.start_time = parts.start_time
