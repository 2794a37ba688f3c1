-- Clearing prices of frequency response, by EFA block with its true length.
-- Row: one product in one EFA block
-- Key: efa_date, efa_block, product
-- Date: efa_date
-- Columns:
--   efa_date: EFA day, which begins at 23:00 the evening before
--   efa_block: block of the EFA day, 1 to 6
--   product: DCL, DCH, DML, DMH, DRL or DRH
--   direction: low (it exports) or high (it imports); null for a product without parameters
--   block_start_time: start of the block, UTC
--   block_end_time: end of the block, UTC
--   block_hours: 4; block 1 has 3 or 5 when the clock changes [h]
--   cleared_mw: cleared volume [MW]
--   clearing_price_gbp_per_mw_per_h: clearing price, which can be negative [GBP/MW/h]
-- Rule: An auction whose delivery does not begin with a block of the calendar has no row.
WITH blocks AS (
  SELECT
    efa_date,
    efa_block,
    MIN(efa_block_start_time) AS block_start_time,
    MIN(efa_block_end_time) AS block_end_time,
    MIN(efa_block_hours) AS block_hours
  FROM inputs.calendar
  GROUP BY efa_date, efa_block
)
SELECT
  blocks.efa_date,
  blocks.efa_block,
  auction.product,
  parameters.direction,
  blocks.block_start_time,
  blocks.block_end_time,
  blocks.block_hours,
  auction.cleared_mw,
  auction.clearing_price_gbp_per_mw_per_h
FROM neso.response_auctions AS auction
INNER JOIN blocks
  ON blocks.block_start_time = auction.delivery_start
LEFT JOIN inputs.response_products AS parameters
  ON parameters.product = auction.product
  AND parameters.valid_from <= blocks.efa_date
  AND parameters.valid_to > blocks.efa_date
