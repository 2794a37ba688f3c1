-- What a battery behind a meter trades against: prices and charges, and no decision.
-- Row: one half-hour at one site, exactly
-- Key: site, settlement_date, settlement_period
-- Date: settlement_date
-- Columns:
--   site: name of the site
--   start_time: start of the half-hour, UTC
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   periods_in_day: 46, 48 or 50
--   local_minute: London clock at the start [minutes after midnight]
--   month: 1 to 12
--   weekday: Monday 0 to Sunday 6
--   is_weekend: Saturday or Sunday
--   is_working_day: neither weekend nor English bank holiday
--   duos_band: DUoS time band; null where none is held
--   energy_gbp_per_mwh: energy with losses, at the meter; null where not priced [GBP/MWh]
--   supplier_fee_gbp_per_mwh: supplier's fee and fixed non-energy price; null where not priced [GBP/MWh]
--   duos_gbp_per_mwh: DUoS unit rate; null where not priced [GBP/MWh]
--   tnuos_gbp_per_mwh: TNUoS in a triad half-hour; null where not priced [GBP/MWh]
--   levies_gbp_per_mwh: sum of all levies that are priced; null where none is [GBP/MWh]
--   third_party_gbp_per_mwh: DUoS, TNUoS and levies together; null where none is priced [GBP/MWh]
--   priced_lines: how many lines the import price adds up
--   import_price_gbp_per_mwh: sum of all priced lines, a cost; null where none is [GBP/MWh]
--   ppa_price_gbp_per_mwh: what the offtaker pays; null without a PPA [GBP/MWh]
--   system_price_gbp_per_mwh: imbalance price; null where none is held [GBP/MWh]
--   market_index_price_gbp_per_mwh: volume-weighted market index; null where nobody traded [GBP/MWh]
--   round_trip_efficiency: of the site's battery; null unless it has exactly one [fraction]
--   wear_gbp_per_mwh_discharged: of the site's battery; null unless it has exactly one [GBP/MWh]
--   delivered_cost_gbp_per_mwh: import price / efficiency + wear: a MWh charged now and delivered later [GBP/MWh]
WITH rates AS (
  SELECT
    site,
    settlement_date,
    settlement_period,
    MAX(duos_band) AS duos_band,
    SUM(CASE WHEN line_group = 'energy' THEN gbp_per_mwh END) AS energy_gbp_per_mwh,
    SUM(CASE WHEN line_group = 'supplier' THEN gbp_per_mwh END) AS supplier_fee_gbp_per_mwh,
    SUM(CASE WHEN line_group = 'duos' THEN gbp_per_mwh END) AS duos_gbp_per_mwh,
    SUM(CASE WHEN line_group = 'tnuos' THEN gbp_per_mwh END) AS tnuos_gbp_per_mwh,
    SUM(CASE WHEN line_group = 'levies' THEN gbp_per_mwh END) AS levies_gbp_per_mwh,
    SUM(CASE WHEN line_group IN ('duos', 'tnuos', 'levies') THEN gbp_per_mwh END) AS third_party_gbp_per_mwh,
    SUM(gbp_per_mwh) AS import_price_gbp_per_mwh,
    COUNT(*) AS priced_lines
  FROM inputs.site_rates
  GROUP BY site, settlement_date, settlement_period
),
only_battery AS (
  SELECT
    site,
    MIN(round_trip_efficiency) AS round_trip_efficiency,
    MIN(wear_gbp_per_mwh_discharged) AS wear_gbp_per_mwh_discharged
  FROM models.bess_asset_config
  GROUP BY site
  HAVING COUNT(*) = 1
)
SELECT
  parameters.site,
  price.start_time,
  price.settlement_date,
  price.settlement_period,
  price.periods_in_day,
  price.local_minute,
  price.month,
  price.weekday,
  price.is_weekend,
  price.is_working_day,
  rates.duos_band,
  rates.energy_gbp_per_mwh,
  rates.supplier_fee_gbp_per_mwh,
  rates.duos_gbp_per_mwh,
  rates.tnuos_gbp_per_mwh,
  rates.levies_gbp_per_mwh,
  rates.third_party_gbp_per_mwh,
  COALESCE(rates.priced_lines, 0) AS priced_lines,
  rates.import_price_gbp_per_mwh,
  parameters.ppa_price_gbp_per_mwh,
  price.system_price_gbp_per_mwh,
  price.market_index_price_gbp_per_mwh,
  battery.round_trip_efficiency,
  battery.wear_gbp_per_mwh_discharged,
  SAFE_DIVIDE(rates.import_price_gbp_per_mwh, battery.round_trip_efficiency)
    + battery.wear_gbp_per_mwh_discharged AS delivered_cost_gbp_per_mwh
FROM models.v_system_prices_sp AS price
CROSS JOIN inputs.site_parameters AS parameters
LEFT JOIN rates
  ON rates.site = parameters.site
  AND rates.settlement_date = price.settlement_date
  AND rates.settlement_period = price.settlement_period
LEFT JOIN only_battery AS battery
  ON battery.site = parameters.site
