-- Short-term operating reserve instructed outside the Balancing Mechanism. The dataset has no price.
-- Row: one half-hour that the dataset holds
-- Key: settlement_date, settlement_period
-- Date: settlement_date
-- Columns:
--   start_time: start of the half-hour, UTC
--   settlement_date: local day
--   settlement_period: half-hour of the day, from 1
--   instructed_mw: instructed output [MW]
--   instructed_mwh: the same over the half-hour [MWh]
SELECT
  calendar.start_time,
  calendar.settlement_date,
  calendar.settlement_period,
  reserve.generation_mw AS instructed_mw,
  reserve.generation_mw * calendar.period_hours AS instructed_mwh
FROM elexon.nonbm AS reserve
INNER JOIN inputs.calendar AS calendar
  ON calendar.settlement_date = reserve.settlement_date
  AND calendar.settlement_period = reserve.settlement_period
