// Electricity and heat of a plant over local time: two grids that move together.

function plantChart() {
  const plant = report.plant;
  if (!plant) return null;
  const start = report.series.start_time;
  const offset = report.series.local_offset_hours;
  // The axis is told local time as if it were UTC.
  const at = start.map((second, i) => (second + 3600 * offset[i]) * 1000);
  const line = (name, key, grid, colour, extra) => ({
    name,
    type: "line",
    step: "end",
    showSymbol: false,
    sampling: "lttb",
    xAxisIndex: grid,
    yAxisIndex: grid,
    lineStyle: { color: colour, width: 1.5 },
    itemStyle: { color: colour },
    data: plant[key].map((value, i) => [at[i], value]),
    ...extra,
  });
  const time = (grid, shown) => ({
    type: "time",
    gridIndex: grid,
    axisLabel: { show: shown, color: MUTED, fontSize: 12, hideOverlap: true },
    axisLine: { lineStyle: { color: RULE } },
  });
  const named = (name, grid, extra) => valueAxis({ name, gridIndex: grid, nameTextStyle: { color: INK, fontSize: 12 }, ...extra });
  return mount("plant", () => ({
    ...BASE,
    useUTC: true,
    legend: { top: 0, textStyle: { color: INK, fontSize: 12 } },
    grid: [
      { left: 62, right: 62, top: 48, height: 90 },
      { left: 62, right: 62, top: 176, bottom: 76 },
    ],
    tooltip: { ...TOOLTIP, trigger: "axis" },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    xAxis: [time(0, false), time(1, true)],
    yAxis: [named("CHP (MW)", 0), named("Heat (MW)", 1), named("Stored (MWh)", 1, { position: "right", splitLine: { show: false } })],
    dataZoom: [{ type: "slider", xAxisIndex: [0, 1], bottom: 12, height: 24 }],
    series: [
      line("Electricity", "chp_mw", 0, COLOUR.discharge, { areaStyle: { color: COLOUR.discharge, opacity: 0.25 } }),
      line("Heat of CHP", "chp_heat_mw", 1, COLOUR.loss),
      line("Heat of boilers", "boiler_heat_mw", 1, COLOUR.idle),
      line("Heat demand", "heat_demand_mw", 1, COLOUR.total, { lineStyle: { color: COLOUR.total, width: 1.5, type: "dashed" } }),
      line("Heat in store", "heat_stored_mwh", 1, COLOUR.stateOfCharge, { yAxisIndex: 2, step: false }),
    ],
  }));
}
