-- Cash flow of the Balancing Mechanism by half-hour, acceptance and bid-offer pair: volume x the pair's own price.
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
--   beyond_mwh: how much of either lies beyond the width of the last pair [MWh]
--   offer_price_gbp_per_mwh: the pair's price to go up; null where the half-hour has two [GBP/MWh]
--   bid_price_gbp_per_mwh: the pair's price to go down; null where the half-hour has two [GBP/MWh]
--   offer_cashflow_gbp: offer volume x offer price before losses, positive is paid to the party [GBP]
--   bid_cashflow_gbp: bid volume x bid price before losses, positive is paid to the party [GBP]
--   cashflow_gbp: both, before losses [GBP]
--   transmission_loss_multiplier: of the unit on the day, estimated; null: not known, not applied [fraction]
--   transmission_loss_source: who says so, or how it was found; null where it is not known
--   cashflow_with_losses_gbp: cash flow x multiplier, indicative; null where the multiplier is not known [GBP]
--   so_flag: for a system reason; it does not change the payment; null where not said
--   deemed_bo_flag: deemed acceptance; null where not said
--   stor_flag: short-term operating reserve; null where not said
--   rr_flag: replacement reserve, settled separately; null where not said
-- Rule: BSC Section T3.9 and T3.10. Non-delivery is not charged here.
WITH prices AS (
  SELECT
    bm_unit,
    start_time,
    pair_id,
    CASE WHEN MIN(offer_price_gbp_per_mwh) = MAX(offer_price_gbp_per_mwh) THEN MIN(offer_price_gbp_per_mwh) END
      AS offer_price_gbp_per_mwh,
    CASE WHEN MIN(bid_price_gbp_per_mwh) = MAX(bid_price_gbp_per_mwh) THEN MIN(bid_price_gbp_per_mwh) END
      AS bid_price_gbp_per_mwh
  FROM models.bm_pair_bounds
  GROUP BY bm_unit, start_time, pair_id
),
priced AS (
  SELECT
    volume.bm_unit,
    volume.settlement_date,
    volume.settlement_period,
    volume.start_time,
    volume.acceptance_number,
    volume.pair_id,
    volume.accepted_offer_mwh,
    volume.accepted_bid_mwh,
    volume.beyond_mwh,
    prices.offer_price_gbp_per_mwh,
    prices.bid_price_gbp_per_mwh,
    -- A price that no volume asks for does not matter.
    CASE
      WHEN volume.accepted_offer_mwh = 0 THEN 0.0
      ELSE volume.accepted_offer_mwh * prices.offer_price_gbp_per_mwh
    END AS offer_cashflow_gbp,
    CASE
      WHEN volume.accepted_bid_mwh = 0 THEN 0.0
      ELSE volume.accepted_bid_mwh * prices.bid_price_gbp_per_mwh
    END AS bid_cashflow_gbp,
    losses.transmission_loss_multiplier,
    losses.source AS transmission_loss_source,
    volume.so_flag,
    volume.deemed_bo_flag,
    volume.stor_flag,
    volume.rr_flag
  FROM models.bm_accepted_volumes AS volume
  INNER JOIN prices
    ON prices.bm_unit = volume.bm_unit
    AND prices.start_time = volume.start_time
    AND prices.pair_id = volume.pair_id
  LEFT JOIN inputs.transmission_loss_multipliers AS losses
    ON losses.bm_unit = volume.bm_unit
    AND losses.settlement_date = volume.settlement_date
)
SELECT
  bm_unit,
  settlement_date,
  settlement_period,
  start_time,
  acceptance_number,
  pair_id,
  accepted_offer_mwh,
  accepted_bid_mwh,
  beyond_mwh,
  offer_price_gbp_per_mwh,
  bid_price_gbp_per_mwh,
  offer_cashflow_gbp,
  bid_cashflow_gbp,
  offer_cashflow_gbp + bid_cashflow_gbp AS cashflow_gbp,
  transmission_loss_multiplier,
  transmission_loss_source,
  (offer_cashflow_gbp + bid_cashflow_gbp) * transmission_loss_multiplier AS cashflow_with_losses_gbp,
  so_flag,
  deemed_bo_flag,
  stor_flag,
  rr_flag
FROM priced
