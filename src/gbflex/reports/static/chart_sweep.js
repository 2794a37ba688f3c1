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
  const colourOf = (value) => between(MIDDLE, value < 0 ? COLOUR.loss : COLOUR.gain, Math.min(1, Math.abs(value) / reach));
  const drawn = () => cells.map((value) => ({ value, label: { color: inkOn(colourOf(value[2])) } }));
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
      formatter: shortPounds, textStyle: { color: INK, fontSize: 12 }, inRange: { color: [COLOUR.loss, MIDDLE, COLOUR.gain] },
    },
    tooltip: {
      ...TOOLTIP,
      formatter: ({ data: { value } }) => tip(`Charge at £${lows[value[0]]}, discharge at £${highs[value[1]]}`, [["Value", pounds(value[2])]]),
    },
    series: [
      {
        type: "heatmap",
        data: drawn(),
        label: {
          show: width > 760, fontSize: 10.5,
          formatter: ({ data: { value } }) => shortNumber(Math.round(value[2] / 100) / 10),
        },
        itemStyle: { borderColor: PAPER, borderWidth: 1 },
      },
      {
        type: "scatter", data: [own], symbol: "rect", silent: true, z: 5,
        symbolSize: [Math.max(8, (width - 158) / lows.length - 3), 300 / highs.length - 3],
        itemStyle: { color: "transparent", borderColor: INK, borderWidth: 2 },
      },
    ],
  }));
}
