-- Accepted energy that belongs to no pair: no pair on its side, or no physical notification to measure from.
-- Row: one acceptance in one half-hour, with or without a notification
-- Key: bm_unit, settlement_date, settlement_period, acceptance_number, has_notification
-- Date: settlement_date
-- Columns:
--   bm_unit: Elexon's id of the BM unit
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   start_time: start of the half-hour, UTC
--   acceptance_number: number of the acceptance, rising
--   has_notification: whether there is a notification; without one the level is measured from 0
--   unallocated_mwh: energy, upwards positive [MWh]
-- Rule: All that the acceptance moves, less what models.bm_accepted_volumes gives to pairs; below 0.000000001 MWh
--   it is rounding, but without a notification the energy is not known and the row stays.
WITH moved AS (
  SELECT
    bm_unit,
    settlement_date,
    settlement_period,
    start_time,
    acceptance_number,
    notification_from_mw IS NOT NULL AS has_notification,
    0.5 * (to_h - from_h) * (level_from_mw + level_to_mw - changed_from_mw - changed_to_mw) AS mwh
  FROM models.bm_acceptance_pieces
  UNION ALL
  SELECT
    bm_unit,
    settlement_date,
    settlement_period,
    start_time,
    acceptance_number,
    TRUE AS has_notification,
    -accepted_offer_mwh - accepted_bid_mwh AS mwh
  FROM models.bm_accepted_volumes
)
SELECT
  bm_unit,
  settlement_date,
  settlement_period,
  start_time,
  acceptance_number,
  has_notification,
  SUM(mwh) AS unallocated_mwh
FROM moved
GROUP BY bm_unit, settlement_date, settlement_period, start_time, acceptance_number, has_notification
HAVING ABS(SUM(mwh)) > 0.000000001 OR NOT has_notification
