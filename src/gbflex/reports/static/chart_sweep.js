// The threshold rule at a grid of prices: one cell per pair, the run's own pair marked.

function sweepChart() {
  const sweep = report.sweep;
  if (!sweep) return null;
  const lows = sweep.charge_below_gbp_per_mwh.map(shortNumber);
  const highs = sweep.discharge_above_gbp_per_mwh.map(shortNumber);
  const cells = [];
  sweep.value_gbp.forEach((row, i) => row.forEach((value, j) => value !== null && cells.push([i, j, value])));
  const values = cells.map((cell) => cell[2]);
  const reach = Math.max(...values.map(Math.abs), 1);
  const own = [sweep.charge_below_gbp_per_mwh.indexOf(sweep.own[0]), sweep.discharge_above_gbp_per_mwh.indexOf(sweep.own[1])];
  return mount("sweep", (width) => ({
    ...BASE,
    grid: { left: 62, right: 96, top: 16, bottom: 52, outerBoundsMode: "none" },
    xAxis: categoryAxis(lows, {
      name: "Charge at and below (£/MWh)", nameLocation: "middle", nameGap: 30, nameTextStyle: { color: INK, fontSize: 12 },
    }),
    yAxis: categoryAxis(highs, {
      name: "Discharge at and above (£/MWh)", nameLocation: "middle", nameGap: 44, nameTextStyle: { color: INK, fontSize: 12 },
    }),
    visualMap: {
      min: -reach, max: reach, dimension: 2, right: 4, top: 16, itemHeight: 180, calculable: false, precision: 0,
      formatter: shortPounds, textStyle: { color: INK, fontSize: 12 }, inRange: { color: [COLOUR.loss, "#f6f7f9", COLOUR.gain] },
    },
    tooltip: {
      ...TOOLTIP,
      formatter: ({ data }) => tip(`Charge at £${lows[data[0]]}, discharge at £${highs[data[1]]}`, [["Value", pounds(data[2])]]),
    },
    series: [
      {
        type: "heatmap",
        data: cells,
        label: {
          show: width > 760, fontSize: 10.5,
          formatter: ({ data }) => shortNumber(Math.round(data[2] / 100) / 10),
          color: INK,
        },
        itemStyle: { borderColor: "#ffffff", borderWidth: 1 },
      },
      {
        type: "scatter", data: [own], symbol: "rect", silent: true, z: 5,
        symbolSize: [Math.max(8, (width - 158) / lows.length - 3), 300 / highs.length - 3],
        itemStyle: { color: "transparent", borderColor: INK, borderWidth: 2 },
      },
    ],
  }));
}
