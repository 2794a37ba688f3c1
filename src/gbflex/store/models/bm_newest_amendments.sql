-- The rows of the newest amendment of each acceptance, an acceptance whole. Deleted acceptances are left out.
-- Row: one segment of one acceptance
-- Key: bm_unit, acceptance_number, time_from, time_to
-- Date: none
-- Columns:
--   bm_unit: Elexon's id of the BM unit
--   acceptance_number: number of the acceptance, rising
--   time_from: start of the segment, UTC
--   time_to: its end, UTC
--   level_from_mw: level where it begins, export positive [MW]
--   level_to_mw: where it ends [MW]
--   deemed_bo_flag: deemed acceptance; null where not said
--   so_flag: for a system reason; null where not said
--   stor_flag: short-term operating reserve; null where not said
--   rr_flag: replacement reserve; null where not said
-- Rule: What one payload says of an acceptance under one flag is one amendment. A later retrieved one replaces an
--   earlier one whole where it ranks higher (DEL, UPD, INS, ORI), speaks of any of the same time, or inserts (INS) what
--   was deleted; of two retrieved at once the higher ranking is the later. Of those left the highest ranking hold: one,
--   or several from neighbouring windows of a fetch, of which those that join on to the newest without a gap hold.
--   Segments that begin on the calendar's dates, the day before and the day after.
WITH span AS (
  SELECT
    MIN(settlement_date) AS first_date,
    MAX(settlement_date) AS last_date
  FROM inputs.calendar
),
near AS (
  SELECT
    boalf.bm_unit,
    boalf.acceptance_number,
    boalf.time_from,
    boalf.time_to,
    boalf.level_from_mw,
    boalf.level_to_mw,
    boalf.amendment_flag,
    boalf.deemed_bo_flag,
    boalf.so_flag,
    boalf.stor_flag,
    boalf.rr_flag,
    boalf.amendment_from,
    boalf.amendment_to,
    boalf.amendment_id,
    boalf.retrieved_time
  FROM elexon.boalf AS boalf
  CROSS JOIN span
  WHERE DATE_DIFF(span.first_date, boalf.settlement_date, DAY) <= 1
    AND DATE_DIFF(boalf.settlement_date, span.last_date, DAY) <= 1
),
amendments AS (
  SELECT
    bm_unit,
    acceptance_number,
    amendment_id,
    MAX(amendment_flag) AS amendment_flag,
    MAX(
      CASE amendment_flag WHEN 'DEL' THEN 3 WHEN 'UPD' THEN 2 WHEN 'INS' THEN 1 ELSE 0 END
    ) AS amendment_rank,
    MIN(amendment_from) AS amendment_from,
    MAX(amendment_to) AS amendment_to,
    MAX(retrieved_time) AS said_time
  FROM near
  GROUP BY bm_unit, acceptance_number, amendment_id
),
replaced AS (
  SELECT DISTINCT
    amendments.bm_unit,
    amendments.acceptance_number,
    amendments.amendment_id
  FROM amendments
  INNER JOIN amendments AS later
    ON later.bm_unit = amendments.bm_unit
    AND later.acceptance_number = amendments.acceptance_number
  WHERE (
      later.said_time > amendments.said_time
      OR (later.said_time = amendments.said_time AND later.amendment_rank > amendments.amendment_rank)
      OR (
        later.said_time = amendments.said_time
        AND later.amendment_rank = amendments.amendment_rank
        AND later.amendment_id > amendments.amendment_id
      )
    )
    AND (
      later.amendment_rank > amendments.amendment_rank
      OR (later.amendment_from < amendments.amendment_to AND later.amendment_to > amendments.amendment_from)
      OR (later.amendment_flag = 'INS' AND amendments.amendment_flag = 'DEL')
    )
),
ranked AS (
  SELECT
    amendments.bm_unit,
    amendments.acceptance_number,
    amendments.amendment_id,
    amendments.amendment_flag,
    amendments.said_time,
    amendments.amendment_rank,
    MAX(amendments.amendment_rank) OVER (
      PARTITION BY amendments.bm_unit, amendments.acceptance_number
    ) AS highest_rank
  FROM amendments
  LEFT JOIN replaced
    ON replaced.bm_unit = amendments.bm_unit
    AND replaced.acceptance_number = amendments.acceptance_number
    AND replaced.amendment_id = amendments.amendment_id
  WHERE replaced.amendment_id IS NULL
),
said AS (
  SELECT
    segment.bm_unit,
    segment.acceptance_number,
    segment.time_from,
    segment.time_to,
    segment.level_from_mw,
    segment.level_to_mw,
    segment.deemed_bo_flag,
    segment.so_flag,
    segment.stor_flag,
    segment.rr_flag,
    ranked.said_time,
    MAX(segment.time_to) OVER (
      PARTITION BY segment.bm_unit, segment.acceptance_number
      ORDER BY segment.time_from, segment.time_to
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before_to
  FROM near AS segment
  INNER JOIN ranked
    ON ranked.bm_unit = segment.bm_unit
    AND ranked.acceptance_number = segment.acceptance_number
    AND ranked.amendment_id = segment.amendment_id
  WHERE ranked.amendment_rank = ranked.highest_rank
    AND COALESCE(ranked.amendment_flag, '') <> 'DEL'
),
numbered AS (
  SELECT
    bm_unit,
    acceptance_number,
    time_from,
    time_to,
    level_from_mw,
    level_to_mw,
    deemed_bo_flag,
    so_flag,
    stor_flag,
    rr_flag,
    said_time,
    SUM(CASE WHEN time_from > before_to THEN 1 ELSE 0 END) OVER (
      PARTITION BY bm_unit, acceptance_number ORDER BY time_from, time_to
    ) AS run
  FROM said
),
compared AS (
  SELECT
    bm_unit,
    acceptance_number,
    time_from,
    time_to,
    level_from_mw,
    level_to_mw,
    deemed_bo_flag,
    so_flag,
    stor_flag,
    rr_flag,
    MAX(said_time) OVER (PARTITION BY bm_unit, acceptance_number, run) AS run_said_time,
    MAX(said_time) OVER (PARTITION BY bm_unit, acceptance_number) AS newest_said_time
  FROM numbered
)
SELECT
  bm_unit,
  acceptance_number,
  time_from,
  time_to,
  level_from_mw,
  level_to_mw,
  deemed_bo_flag,
  so_flag,
  stor_flag,
  rr_flag
FROM compared
WHERE run_said_time = newest_said_time
