-- What others charge for a MWh that a battery behind a meter takes in. Nothing falls due on the discharge leg.
-- Row: one half-hour at one site, exactly
-- Key: site, settlement_date, settlement_period
-- Date: settlement_date
-- Columns:
--   site: name of the site
--   start_time: start of the half-hour, UTC
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   duos_band: DUoS time band; null where none is held
--   duos_gbp_per_mwh_imported: DUoS unit rate; null where not priced [GBP/MWh]
--   levies_gbp_per_mwh_imported: sum of the levies; null where none is priced [GBP/MWh]
--   third_party_gbp_per_mwh_imported: DUoS, TNUoS and levies; null where none is priced [GBP/MWh]
--   duos_gbp_per_mwh_delivered: DUoS / efficiency; null unless the site has exactly one battery [GBP/MWh]
--   levies_gbp_per_mwh_delivered: levies / efficiency; null likewise [GBP/MWh]
--   third_party_gbp_per_mwh_delivered: all three / efficiency; null likewise [GBP/MWh]
--   fixed_charges_gbp: the half-hour's share of the day's standing charges, due whatever flows; null without any [GBP]
WITH standing AS (
  SELECT
    site,
    settlement_date,
    SUM(gbp_per_day) AS gbp_per_day
  FROM inputs.site_standing_charges
  GROUP BY site, settlement_date
)
SELECT
  rates.site,
  rates.start_time,
  rates.settlement_date,
  rates.settlement_period,
  rates.duos_band,
  rates.duos_gbp_per_mwh AS duos_gbp_per_mwh_imported,
  rates.levies_gbp_per_mwh AS levies_gbp_per_mwh_imported,
  rates.third_party_gbp_per_mwh AS third_party_gbp_per_mwh_imported,
  SAFE_DIVIDE(rates.duos_gbp_per_mwh, rates.round_trip_efficiency) AS duos_gbp_per_mwh_delivered,
  SAFE_DIVIDE(rates.levies_gbp_per_mwh, rates.round_trip_efficiency) AS levies_gbp_per_mwh_delivered,
  SAFE_DIVIDE(rates.third_party_gbp_per_mwh, rates.round_trip_efficiency) AS third_party_gbp_per_mwh_delivered,
  SAFE_DIVIDE(standing.gbp_per_day, rates.periods_in_day) AS fixed_charges_gbp
FROM models.v_btm_bess_inputs AS rates
LEFT JOIN standing
  ON standing.site = rates.site
  AND standing.settlement_date = rates.settlement_date
