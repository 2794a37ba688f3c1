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
--   power, and the energy of each is held by half the usable energy; with equal powers and shares, MW <= power / (1 +
--   share). Sold one way: MW <= power, share x MW <= power of the other direction, and all usable energy holds it. MW x
--   duration is energy at the meter: low at most energy x discharge efficiency, high at most energy / charge efficiency.
--   Of all pairs and single products, and of all MW that these limits allow, those of the largest margin are taken, or
--   of the largest revenue where the wear is not known; ties go by name, a single high product first. What a pair earns
--   is largest in a corner of its limits: each is looked at. The connection's limits are not applied: they depend on
--   the demand.
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
    parameters.recovery_share,
    CASE WHEN price.direction = 'low' THEN asset.discharge_power_mw ELSE asset.charge_power_mw END AS power_mw,
    CASE WHEN price.direction = 'low' THEN asset.charge_power_mw ELSE asset.discharge_power_mw END AS recovery_power_mw,
    -- What the usable energy holds at the meter, over the duration.
    CASE
      WHEN price.direction = 'low'
        THEN SAFE_DIVIDE(asset.energy_capacity_mwh * asset.discharge_efficiency, parameters.duration_h)
      ELSE SAFE_DIVIDE(asset.energy_capacity_mwh, asset.charge_efficiency * parameters.duration_h)
    END AS energy_mw,
    asset.response_utilisation_share * asset.wear_gbp_per_mwh_discharged AS wear_gbp_per_mw_per_h
  FROM models.fr_clearing_prices AS price
  CROSS JOIN models.bess_asset_config AS asset
  INNER JOIN inputs.response_products AS parameters
    ON parameters.product = price.product
    AND parameters.valid_from <= price.efa_date
    AND parameters.valid_to > price.efa_date
  WHERE price.clearing_price_gbp_per_mw_per_h >= asset.minimum_response_price_gbp_per_mw_per_h
),
pairs AS (
  SELECT
    low.asset_id,
    low.efa_date,
    low.efa_block,
    low.product AS low_product,
    high.product AS high_product,
    low.power_mw AS discharge_power_mw,
    high.power_mw AS charge_power_mw,
    low.recovery_share AS low_share,
    high.recovery_share AS high_share,
    LEAST(low.power_mw, 0.5 * low.energy_mw) AS most_low_mw,
    LEAST(high.power_mw, 0.5 * high.energy_mw) AS most_high_mw
  FROM offered AS low
  INNER JOIN offered AS high
    ON high.asset_id = low.asset_id
    AND high.efa_date = low.efa_date
    AND high.efa_block = low.efa_block
  WHERE low.direction = 'low' AND high.direction = 'high'
),
lows AS (
  -- The MW low of each corner; the MW high beside it is the most that is then left.
  SELECT
    pairs.asset_id,
    pairs.efa_date,
    pairs.efa_block,
    pairs.low_product,
    pairs.high_product,
    pairs.discharge_power_mw,
    pairs.charge_power_mw,
    pairs.low_share,
    pairs.high_share,
    pairs.most_high_mw,
    corners.corner,
    LEAST(
      pairs.most_low_mw,
      GREATEST(
        0.0,
        CASE corners.corner
          WHEN 1 THEN SAFE_DIVIDE(
            pairs.discharge_power_mw - pairs.high_share * pairs.charge_power_mw,
            1 - pairs.low_share * pairs.high_share
          )
          WHEN 2 THEN pairs.discharge_power_mw - pairs.high_share * pairs.most_high_mw
          WHEN 3 THEN SAFE_DIVIDE(pairs.charge_power_mw - pairs.most_high_mw, pairs.low_share)
          ELSE pairs.most_low_mw
        END
      )
    ) AS low_mw
  FROM pairs
  CROSS JOIN (
    SELECT 1 AS corner UNION ALL SELECT 2 AS corner UNION ALL SELECT 3 AS corner UNION ALL SELECT 4 AS corner
  ) AS corners
),
both AS (
  SELECT
    asset_id,
    efa_date,
    efa_block,
    low_product,
    high_product,
    corner,
    low_mw,
    LEAST(
      most_high_mw,
      charge_power_mw - low_share * low_mw,
      SAFE_DIVIDE(discharge_power_mw - low_mw, high_share)
    ) AS high_mw
  FROM lows
),
legs AS (
  SELECT
    asset_id,
    efa_date,
    efa_block,
    product,
    CASE WHEN direction = 'low' THEN product ELSE '' END AS low_product,
    CASE WHEN direction = 'high' THEN product ELSE '' END AS high_product,
    0 AS corner,
    LEAST(power_mw, SAFE_DIVIDE(recovery_power_mw, recovery_share), energy_mw) AS held_mw
  FROM offered
  UNION ALL
  SELECT
    asset_id,
    efa_date,
    efa_block,
    low_product AS product,
    low_product,
    high_product,
    corner,
    low_mw AS held_mw
  FROM both
  UNION ALL
  SELECT
    asset_id,
    efa_date,
    efa_block,
    high_product AS product,
    low_product,
    high_product,
    corner,
    high_mw AS held_mw
  FROM both
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
    legs.corner,
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
    corner,
    SUM(COALESCE(availability_revenue_gbp - expected_wear_gbp, availability_revenue_gbp)) AS worth_gbp
  FROM valued
  GROUP BY asset_id, efa_date, efa_block, low_product, high_product, corner
  HAVING MIN(held_mw) > 0
),
ranked AS (
  SELECT
    asset_id,
    efa_date,
    efa_block,
    low_product,
    high_product,
    corner,
    ROW_NUMBER() OVER (
      PARTITION BY asset_id, efa_date, efa_block ORDER BY worth_gbp DESC, low_product, high_product, corner
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
  AND valued.corner = ranked.corner
WHERE ranked.place = 1
