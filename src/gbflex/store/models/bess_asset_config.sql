-- Every battery with its parameters.
-- Row: one battery
-- Key: asset_id
-- Date: none
-- Columns:
--   asset_id: the battery's name, unique among all sites
--   site: name of its site
--   charge_power_mw: largest charging power, AC at the meter [MW]
--   discharge_power_mw: largest discharging power, AC at the meter [MW]
--   energy_capacity_mwh: usable energy in the store [MWh]
--   round_trip_efficiency: AC to AC [fraction]
--   charge_efficiency: energy that reaches the store over energy taken at the meter [fraction]
--   discharge_efficiency: energy given at the meter over energy that leaves the store [fraction]
--   wear_gbp_per_mwh_discharged: cost of use, not cash [GBP/MWh]
--   discharge_duration_h: usable energy over discharging power; null without power [h]
--   licence_area: distributor id; null where the site names none
--   gsp_group_id: Elexon's letter of the area; null where the site names none
--   connection_import_mw: largest import of the site; null is no limit [MW]
--   connection_export_mw: largest export of the site; null is no limit [MW]
--   minimum_response_price_gbp_per_mw_per_h: least price at which it sells response; null: it sells none [GBP/MW/h]
--   response_utilisation_share: MWh discharged because of response over MW held x hours; null: not known [fraction]
SELECT
  asset_id,
  site,
  charge_power_mw,
  discharge_power_mw,
  energy_capacity_mwh,
  round_trip_efficiency,
  charge_efficiency,
  discharge_efficiency,
  wear_gbp_per_mwh_discharged,
  SAFE_DIVIDE(energy_capacity_mwh, discharge_power_mw) AS discharge_duration_h,
  licence_area,
  gsp_group_id,
  connection_import_mw,
  connection_export_mw,
  minimum_response_price_gbp_per_mw_per_h,
  response_utilisation_share
FROM inputs.assets
