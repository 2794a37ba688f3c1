-- The best response a battery could have sold: at most one product in each direction, within its power and energy.
-- Row: one direction of one battery in one EFA block; no row where nothing is sold
-- Key: asset_id, efa_date, efa_block, direction
-- Date: efa_date
-- Columns:
--   asset_id: the battery
--   efa_date: EFA day, which begins at 23:00 the evening before
--   efa_block: block of the EFA day, 1 to 6
--   direction: low (it exports) or high (it imports)
--   block_start_time: start of the block, UTC
--   block_end_time: end of the block, UTC
--   block_hours: 3, 4 or 5 [h]
--   product: the product sold
--   held_mw: power sold [MW]
--   clearing_price_gbp_per_mw_per_h: its price, at or above the battery's minimum [GBP/MW/h]
--   availability_revenue_gbp: price x power x hours [GBP]
--   expected_wear_gbp: power x hours x utilisation share x wear; null where the share is not known [GBP]
--   net_margin_gbp: revenue less wear; null where the wear is [GBP]
-- Rule: After a delivery a unit restores its energy with power in the other direction: recovery share x MW.
--   Sold both ways: MW low + share high x MW high <= discharging power, MW high + share low x MW low <= charging
--   power, and each MW x duration <= half the usable energy; with equal powers and shares, MW <= power / (1 + share).
--   Sold one way: MW <= power, share x MW <= power of the other direction, MW x duration <= all usable energy.
--   Of all pairs and single products the one of the largest margin is taken, or of the largest revenue where the
--   wear is not known; ties go by name, a single high product first. The connection's limits are not applied: they
--   depend on the demand.
WITH offered AS (
  SELECT
    asset.asset_id,
    price.efa_date,
    price.efa_block,
    price.direction,
    price.product,
    price.block_start_time,
    price.block_end_time,
    price.block_hours,
    price.clearing_price_gbp_per_mw_per_h,
    parameters.duration_h,
    parameters.recovery_share,
    CASE WHEN price.direction = 'low' THEN asset.discharge_power_mw ELSE asset.charge_power_mw END AS power_mw,
    CASE WHEN price.direction = 'low' THEN asset.charge_power_mw ELSE asset.discharge_power_mw END AS recovery_power_mw,
    asset.energy_capacity_mwh,
    asset.response_utilisation_share * asset.wear_gbp_per_mwh_discharged AS wear_gbp_per_mw_per_h
  FROM models.fr_clearing_prices AS price
  CROSS JOIN models.bess_asset_config AS asset
  INNER JOIN inputs.response_products AS parameters
    ON parameters.product = price.product
    AND parameters.valid_from <= price.efa_date
    AND parameters.valid_to > price.efa_date
  WHERE price.clearing_price_gbp_per_mw_per_h >= asset.minimum_response_price_gbp_per_mw_per_h
),
legs AS (
  SELECT
    asset_id,
    efa_date,
    efa_block,
    product,
    CASE WHEN direction = 'low' THEN product ELSE '' END AS low_product,
    CASE WHEN direction = 'high' THEN product ELSE '' END AS high_product,
    LEAST(
      power_mw,
      SAFE_DIVIDE(recovery_power_mw, recovery_share),
      SAFE_DIVIDE(energy_capacity_mwh, duration_h)
    ) AS held_mw
  FROM offered
  UNION ALL
  SELECT
    one.asset_id,
    one.efa_date,
    one.efa_block,
    one.product,
    CASE WHEN one.direction = 'low' THEN one.product ELSE other.product END AS low_product,
    CASE WHEN one.direction = 'high' THEN one.product ELSE other.product END AS high_product,
    LEAST(
      SAFE_DIVIDE(
        one.power_mw - other.recovery_share * one.recovery_power_mw,
        1 - one.recovery_share * other.recovery_share
      ),
      SAFE_DIVIDE(one.energy_capacity_mwh, 2 * one.duration_h)
    ) AS held_mw
  FROM offered AS one
  INNER JOIN offered AS other
    ON other.asset_id = one.asset_id
    AND other.efa_date = one.efa_date
    AND other.efa_block = one.efa_block
  WHERE other.direction <> one.direction
),
valued AS (
  SELECT
    offered.asset_id,
    offered.efa_date,
    offered.efa_block,
    offered.direction,
    offered.product,
    legs.low_product,
    legs.high_product,
    offered.block_start_time,
    offered.block_end_time,
    offered.block_hours,
    legs.held_mw,
    offered.clearing_price_gbp_per_mw_per_h,
    offered.clearing_price_gbp_per_mw_per_h * legs.held_mw * offered.block_hours AS availability_revenue_gbp,
    offered.wear_gbp_per_mw_per_h * legs.held_mw * offered.block_hours AS expected_wear_gbp
  FROM legs
  INNER JOIN offered
    ON offered.asset_id = legs.asset_id
    AND offered.efa_date = legs.efa_date
    AND offered.efa_block = legs.efa_block
    AND offered.product = legs.product
),
choices AS (
  SELECT
    asset_id,
    efa_date,
    efa_block,
    low_product,
    high_product,
    SUM(COALESCE(availability_revenue_gbp - expected_wear_gbp, availability_revenue_gbp)) AS worth_gbp
  FROM valued
  GROUP BY asset_id, efa_date, efa_block, low_product, high_product
  HAVING MIN(held_mw) > 0
),
ranked AS (
  SELECT
    asset_id,
    efa_date,
    efa_block,
    low_product,
    high_product,
    ROW_NUMBER() OVER (
      PARTITION BY asset_id, efa_date, efa_block ORDER BY worth_gbp DESC, low_product, high_product
    ) AS place
  FROM choices
)
SELECT
  valued.asset_id,
  valued.efa_date,
  valued.efa_block,
  valued.direction,
  valued.block_start_time,
  valued.block_end_time,
  valued.block_hours,
  valued.product,
  valued.held_mw,
  valued.clearing_price_gbp_per_mw_per_h,
  valued.availability_revenue_gbp,
  valued.expected_wear_gbp,
  valued.availability_revenue_gbp - valued.expected_wear_gbp AS net_margin_gbp
FROM ranked
INNER JOIN valued
  ON valued.asset_id = ranked.asset_id
  AND valued.efa_date = ranked.efa_date
  AND valued.efa_block = ranked.efa_block
  AND valued.low_product = ranked.low_product
  AND valued.high_product = ranked.high_product
WHERE ranked.place = 1
