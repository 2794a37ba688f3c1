-- Where each bid-offer pair lies, measured from the physical notification, in half-hours with an acceptance.
-- Row: one row of one pair, in one stretch of a half-hour in which no pair begins or ends
-- Key: bm_unit, settlement_date, settlement_period, pair_id, stretch_us, row_of_pair
-- Date: settlement_date
-- Columns:
--   bm_unit: Elexon's id of the BM unit
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   start_time: start of the half-hour, UTC
--   pair_id: number of the pair, negative below the notification
--   stretch_us: where the stretch begins, from the start of the half-hour [microseconds]
--   stretch_end_us: where it ends [microseconds]
--   row_of_pair: 1, unless rows of one pair overlap
--   from_h: where the stretch begins [h]
--   to_h: where it ends [h]
--   side: 1 above the notification, -1 below
--   inner_from_mw: distance of the bound nearer to the notification where the stretch begins, never negative [MW]
--   inner_to_mw: where it ends [MW]
--   outer_from_mw: distance of the other bound where the stretch begins [MW]
--   outer_to_mw: where it ends [MW]
--   is_last: whether no pair of its side lies beyond it
--   offer_price_gbp_per_mwh: price to go up [GBP/MWh]
--   bid_price_gbp_per_mwh: price to go down [GBP/MWh]
WITH touched AS (
  SELECT DISTINCT
    bm_unit,
    start_time
  FROM models.bm_acceptance_segments
),
pairs AS (
  SELECT
    bod.bm_unit,
    bod.settlement_date,
    bod.settlement_period,
    bod.start_time,
    bod.pair_id,
    CASE WHEN bod.pair_id > 0 THEN 1 ELSE -1 END AS side,
    bod.level_from_mw,
    bod.level_to_mw,
    bod.offer_price_gbp_per_mwh,
    bod.bid_price_gbp_per_mwh,
    UNIX_MICROS(bod.time_from) - UNIX_MICROS(bod.start_time) AS from_us,
    UNIX_MICROS(bod.time_to) - UNIX_MICROS(bod.start_time) AS to_us
  FROM elexon.bod AS bod
  INNER JOIN touched
    ON touched.bm_unit = bod.bm_unit
    AND touched.start_time = bod.start_time
  WHERE bod.time_from < bod.time_to
    AND bod.pair_id <> 0
),
points AS (
  SELECT bm_unit, start_time, from_us AS cut_us FROM pairs
  UNION ALL
  SELECT bm_unit, start_time, LEAST(to_us, 1800000000) AS cut_us FROM pairs
),
cuts AS (
  SELECT DISTINCT
    bm_unit,
    start_time,
    cut_us
  FROM points
),
stretches AS (
  SELECT
    bm_unit,
    start_time,
    cut_us,
    LEAD(cut_us) OVER (PARTITION BY bm_unit, start_time ORDER BY cut_us) AS next_us
  FROM cuts
),
widths AS (
  SELECT
    pairs.bm_unit,
    pairs.settlement_date,
    pairs.settlement_period,
    pairs.start_time,
    pairs.pair_id,
    pairs.side,
    pairs.from_us,
    pairs.offer_price_gbp_per_mwh,
    pairs.bid_price_gbp_per_mwh,
    stretches.cut_us,
    stretches.next_us,
    ABS(pairs.pair_id) AS distance,
    GREATEST(
      pairs.side * (
        pairs.level_from_mw + (pairs.level_to_mw - pairs.level_from_mw)
        * SAFE_DIVIDE(stretches.cut_us - pairs.from_us, pairs.to_us - pairs.from_us)
      ),
      0.0
    ) AS width_from_mw,
    GREATEST(
      pairs.side * (
        pairs.level_from_mw + (pairs.level_to_mw - pairs.level_from_mw)
        * SAFE_DIVIDE(stretches.next_us - pairs.from_us, pairs.to_us - pairs.from_us)
      ),
      0.0
    ) AS width_to_mw
  FROM pairs
  INNER JOIN stretches
    ON stretches.bm_unit = pairs.bm_unit
    AND stretches.start_time = pairs.start_time
    AND stretches.cut_us >= pairs.from_us
    AND stretches.next_us <= pairs.to_us
),
summed AS (
  SELECT
    bm_unit,
    settlement_date,
    settlement_period,
    start_time,
    pair_id,
    side,
    cut_us,
    next_us,
    from_us,
    offer_price_gbp_per_mwh,
    bid_price_gbp_per_mwh,
    width_from_mw,
    width_to_mw,
    SUM(width_from_mw) OVER (
      PARTITION BY bm_unit, start_time, cut_us, side ORDER BY distance, from_us
    ) AS outer_from_mw,
    SUM(width_to_mw) OVER (
      PARTITION BY bm_unit, start_time, cut_us, side ORDER BY distance, from_us
    ) AS outer_to_mw,
    LEAD(pair_id) OVER (
      PARTITION BY bm_unit, start_time, cut_us, side ORDER BY distance, from_us
    ) AS pair_beyond
  FROM widths
)
SELECT
  bm_unit,
  settlement_date,
  settlement_period,
  start_time,
  pair_id,
  cut_us AS stretch_us,
  next_us AS stretch_end_us,
  ROW_NUMBER() OVER (PARTITION BY bm_unit, start_time, cut_us, pair_id ORDER BY from_us) AS row_of_pair,
  SAFE_DIVIDE(cut_us, 3600000000) AS from_h,
  SAFE_DIVIDE(next_us, 3600000000) AS to_h,
  side,
  outer_from_mw - width_from_mw AS inner_from_mw,
  outer_to_mw - width_to_mw AS inner_to_mw,
  outer_from_mw,
  outer_to_mw,
  pair_beyond IS NULL AS is_last,
  offer_price_gbp_per_mwh,
  bid_price_gbp_per_mwh
FROM summed
