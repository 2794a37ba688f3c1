-- Accepted offer and bid volumes by half-hour, acceptance and bid-offer pair, exactly.
-- Row: one acceptance in one pair in one half-hour in which it has any volume
-- Key: bm_unit, settlement_date, settlement_period, acceptance_number, pair_id
-- Date: settlement_date
-- Columns:
--   bm_unit: Elexon's id of the BM unit
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   start_time: start of the half-hour, UTC
--   acceptance_number: number of the acceptance, rising
--   pair_id: number of the pair, negative below the notification
--   accepted_offer_mwh: accepted upwards, never negative [MWh]
--   accepted_bid_mwh: accepted downwards, never positive [MWh]
--   beyond_mwh: how much of either lies beyond the width of the last pair, which is extended for it [MWh]
--   so_flag: for a system reason; null where not said
--   deemed_bo_flag: deemed acceptance; null where not said
--   stor_flag: short-term operating reserve; null where not said
--   rr_flag: replacement reserve, settled separately; null where not said
-- Rule: The integral of what the acceptance moves between the pair's bounds (BSC Section T3.5 to T3.8): in a piece
--   of time both levels and both bounds are straight, so the area of a line above a bound has a closed form. An
--   earlier acceptance that is undone is a bid in the same pair. No flag changes a volume.
WITH deviations AS (
  SELECT
    bm_unit,
    start_time,
    acceptance_number,
    from_h,
    to_h,
    level_from_mw + level_to_mw > changed_from_mw + changed_to_mw AS is_upwards,
    level_from_mw - notification_from_mw AS new_from_mw,
    level_to_mw - notification_to_mw AS new_to_mw,
    changed_from_mw - notification_from_mw AS old_from_mw,
    changed_to_mw - notification_to_mw AS old_to_mw
  FROM models.bm_acceptance_pieces
  WHERE notification_from_mw IS NOT NULL
),
pieces AS (
  SELECT
    bm_unit,
    start_time,
    acceptance_number,
    from_h,
    to_h,
    is_upwards,
    new_from_mw,
    new_to_mw,
    old_from_mw,
    old_to_mw,
    GREATEST(new_from_mw, new_to_mw, old_from_mw, old_to_mw) AS highest_mw,
    LEAST(new_from_mw, new_to_mw, old_from_mw, old_to_mw) AS lowest_mw
  FROM deviations
),
bounds AS (
  SELECT
    bm_unit,
    start_time,
    pair_id,
    side,
    is_last,
    from_h,
    to_h,
    inner_from_mw,
    inner_to_mw,
    outer_from_mw,
    outer_to_mw,
    LEAST(inner_from_mw, inner_to_mw) AS nearest_mw
  FROM models.bm_pair_bounds
),
reached AS (
  SELECT
    piece.bm_unit,
    piece.start_time,
    piece.acceptance_number,
    bound.pair_id,
    bound.side,
    bound.is_last,
    piece.to_h - piece.from_h AS hours,
    piece.is_upwards,
    bound.side * piece.new_from_mw AS new_from_mw,
    bound.side * piece.new_to_mw AS new_to_mw,
    bound.side * piece.old_from_mw AS old_from_mw,
    bound.side * piece.old_to_mw AS old_to_mw,
    bound.inner_from_mw,
    bound.inner_to_mw,
    bound.outer_from_mw,
    bound.outer_to_mw,
    SAFE_DIVIDE(piece.from_h - bound.from_h, bound.to_h - bound.from_h) AS begins,
    SAFE_DIVIDE(piece.to_h - bound.from_h, bound.to_h - bound.from_h) AS ends
  FROM pieces AS piece
  INNER JOIN bounds AS bound
    ON bound.bm_unit = piece.bm_unit
    AND bound.start_time = piece.start_time
    AND bound.from_h <= piece.from_h
    AND bound.to_h >= piece.to_h
  -- A pair that neither level reaches has no volume.
  WHERE CASE WHEN bound.side > 0 THEN piece.highest_mw ELSE -piece.lowest_mw END > bound.nearest_mw
),
bounded AS (
  SELECT
    bm_unit,
    start_time,
    acceptance_number,
    pair_id,
    side,
    is_last,
    hours,
    is_upwards,
    new_from_mw,
    new_to_mw,
    old_from_mw,
    old_to_mw,
    inner_from_mw + (inner_to_mw - inner_from_mw) * begins AS inner_from_mw,
    inner_from_mw + (inner_to_mw - inner_from_mw) * ends AS inner_to_mw,
    outer_from_mw + (outer_to_mw - outer_from_mw) * begins AS outer_from_mw,
    outer_from_mw + (outer_to_mw - outer_from_mw) * ends AS outer_to_mw
  FROM reached
),
above AS (
  SELECT
    bm_unit,
    start_time,
    acceptance_number,
    pair_id,
    side,
    is_last,
    hours,
    is_upwards,
    new_from_mw - inner_from_mw AS new_inner_from_mw,
    new_to_mw - inner_to_mw AS new_inner_to_mw,
    old_from_mw - inner_from_mw AS old_inner_from_mw,
    old_to_mw - inner_to_mw AS old_inner_to_mw,
    new_from_mw - outer_from_mw AS new_outer_from_mw,
    new_to_mw - outer_to_mw AS new_outer_to_mw,
    old_from_mw - outer_from_mw AS old_outer_from_mw,
    old_to_mw - outer_to_mw AS old_outer_to_mw
  FROM bounded
),
heights AS (
  -- Twice the mean height of each line above each bound: of a triangle where it crosses, else of a trapezium.
  SELECT
    bm_unit,
    start_time,
    acceptance_number,
    pair_id,
    side,
    is_last,
    hours,
    is_upwards,
    CASE
      WHEN new_inner_from_mw * new_inner_to_mw < 0 THEN SAFE_DIVIDE(
        GREATEST(new_inner_from_mw, new_inner_to_mw) * GREATEST(new_inner_from_mw, new_inner_to_mw),
        ABS(new_inner_from_mw - new_inner_to_mw)
      )
      ELSE GREATEST(new_inner_from_mw, 0.0) + GREATEST(new_inner_to_mw, 0.0)
    END AS new_inner_mw,
    CASE
      WHEN old_inner_from_mw * old_inner_to_mw < 0 THEN SAFE_DIVIDE(
        GREATEST(old_inner_from_mw, old_inner_to_mw) * GREATEST(old_inner_from_mw, old_inner_to_mw),
        ABS(old_inner_from_mw - old_inner_to_mw)
      )
      ELSE GREATEST(old_inner_from_mw, 0.0) + GREATEST(old_inner_to_mw, 0.0)
    END AS old_inner_mw,
    CASE
      WHEN new_outer_from_mw * new_outer_to_mw < 0 THEN SAFE_DIVIDE(
        GREATEST(new_outer_from_mw, new_outer_to_mw) * GREATEST(new_outer_from_mw, new_outer_to_mw),
        ABS(new_outer_from_mw - new_outer_to_mw)
      )
      ELSE GREATEST(new_outer_from_mw, 0.0) + GREATEST(new_outer_to_mw, 0.0)
    END AS new_outer_mw,
    CASE
      WHEN old_outer_from_mw * old_outer_to_mw < 0 THEN SAFE_DIVIDE(
        GREATEST(old_outer_from_mw, old_outer_to_mw) * GREATEST(old_outer_from_mw, old_outer_to_mw),
        ABS(old_outer_from_mw - old_outer_to_mw)
      )
      ELSE GREATEST(old_outer_from_mw, 0.0) + GREATEST(old_outer_to_mw, 0.0)
    END AS old_outer_mw
  FROM above
),
moved AS (
  SELECT
    bm_unit,
    start_time,
    acceptance_number,
    pair_id,
    is_upwards,
    0.5 * hours * side * CASE
      WHEN is_last THEN new_inner_mw - old_inner_mw
      ELSE (new_inner_mw - old_inner_mw) - (new_outer_mw - old_outer_mw)
    END AS mwh,
    CASE WHEN is_last THEN 0.5 * hours * ABS(new_outer_mw - old_outer_mw) ELSE 0.0 END AS beyond_mwh
  FROM heights
),
volumes AS (
  SELECT
    bm_unit,
    start_time,
    acceptance_number,
    pair_id,
    -- Rounding may leave a hair on the other side of nothing.
    SUM(CASE WHEN is_upwards THEN GREATEST(mwh, 0.0) ELSE 0.0 END) AS accepted_offer_mwh,
    SUM(CASE WHEN is_upwards THEN 0.0 ELSE LEAST(mwh, 0.0) END) AS accepted_bid_mwh,
    SUM(beyond_mwh) AS beyond_mwh
  FROM moved
  WHERE mwh <> 0
  GROUP BY bm_unit, start_time, acceptance_number, pair_id
),
flags AS (
  SELECT
    bm_unit,
    acceptance_number,
    MAX(so_flag) AS so_flag,
    MAX(deemed_bo_flag) AS deemed_bo_flag,
    MAX(stor_flag) AS stor_flag,
    MAX(rr_flag) AS rr_flag
  FROM models.bm_newest_amendments
  GROUP BY bm_unit, acceptance_number
)
SELECT
  volumes.bm_unit,
  calendar.settlement_date,
  calendar.settlement_period,
  volumes.start_time,
  volumes.acceptance_number,
  volumes.pair_id,
  volumes.accepted_offer_mwh,
  volumes.accepted_bid_mwh,
  volumes.beyond_mwh,
  flags.so_flag,
  flags.deemed_bo_flag,
  flags.stor_flag,
  flags.rr_flag
FROM volumes
INNER JOIN inputs.calendar AS calendar
  ON calendar.start_time = volumes.start_time
INNER JOIN flags
  ON flags.bm_unit = volumes.bm_unit
  AND flags.acceptance_number = volumes.acceptance_number
