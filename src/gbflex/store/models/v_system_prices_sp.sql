-- The imbalance price and the market index of every half-hour of the calendar.
-- Row: one half-hour
-- Key: settlement_date, settlement_period
-- Date: settlement_date
-- Columns:
--   start_time: start of the half-hour, UTC
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   periods_in_day: 46, 48 or 50
--   efa_date: EFA day, which begins at 23:00 the evening before
--   efa_block: block of the EFA day, 1 to 6
--   local_minute: London clock at the start [minutes after midnight]
--   month: 1 to 12
--   weekday: Monday 0 to Sunday 6
--   is_weekend: Saturday or Sunday
--   is_working_day: neither weekend nor English bank holiday
--   system_price_gbp_per_mwh: the one imbalance price; null where none is held [GBP/MWh]
--   is_single_price: whether the published sell and buy price are one, as they are since November 2015; null without
--   net_imbalance_volume_mwh: positive: the system was short [MWh]
--   market_index_price_gbp_per_mwh: volume-weighted mean of the providers that traded; null where none did [GBP/MWh]
--   market_index_volume_mwh: what they traded; null where none did [MWh]
--   market_index_providers: how many traded
WITH traded AS (
  SELECT
    settlement_date,
    settlement_period,
    SAFE_DIVIDE(
      SUM(market_index_price_gbp_per_mwh * market_index_volume_mwh), SUM(market_index_volume_mwh)
    ) AS market_index_price_gbp_per_mwh,
    SUM(market_index_volume_mwh) AS market_index_volume_mwh,
    COUNT(*) AS market_index_providers
  FROM elexon.market_index
  WHERE market_index_volume_mwh > 0 AND market_index_price_gbp_per_mwh IS NOT NULL
  GROUP BY settlement_date, settlement_period
)
SELECT
  calendar.start_time,
  calendar.settlement_date,
  calendar.settlement_period,
  calendar.periods_in_day,
  calendar.efa_date,
  calendar.efa_block,
  calendar.local_minute,
  calendar.month,
  calendar.weekday,
  calendar.is_weekend,
  calendar.is_working_day,
  price.system_sell_price_gbp_per_mwh AS system_price_gbp_per_mwh,
  price.system_sell_price_gbp_per_mwh = price.system_buy_price_gbp_per_mwh AS is_single_price,
  price.net_imbalance_volume_mwh,
  traded.market_index_price_gbp_per_mwh,
  traded.market_index_volume_mwh,
  COALESCE(traded.market_index_providers, 0) AS market_index_providers
FROM inputs.calendar AS calendar
LEFT JOIN elexon.system_prices AS price
  ON price.settlement_date = calendar.settlement_date
  AND price.settlement_period = calendar.settlement_period
LEFT JOIN traded
  ON traded.settlement_date = calendar.settlement_date
  AND traded.settlement_period = calendar.settlement_period
