// The DUoS bands side by side: when the battery charges, what is covered, and what a MWh costs.

function bandOption(rows, extra) {
  return {
    ...BASE,
    grid: { left: 62, right: 14, top: 40, bottom: 28, outerBoundsMode: "none" },
    legend: {
      top: 4, left: 0, itemWidth: 14, itemHeight: 10, selectedMode: false, textStyle: { color: INK, fontSize: 12 },
    },
    xAxis: categoryAxis(rows.map((row) => readable(row.band ?? row.name))),
    yAxis: valueAxis({ splitNumber: 4, axisLabel: { color: MUTED, fontSize: 12, formatter: shortNumber } }),
    ...extra,
  };
}

function chargingChart() {
  const rows = report.charging_by_band;
  if (!rows.length) return null;
  const bars = (name, colour, energy, price, wide) => ({
    name,
    type: "bar",
    barMaxWidth: 54,
    itemStyle: { color: colour },
    labelLayout: { hideOverlap: true },
    data: rows.map((row) => ({
      value: row[energy],
      label: { show: row[energy] > 0, formatter: () => energyLabel(row[energy], row[price], wide) },
    })),
    label: { position: "top", color: INK, fontSize: 11.5, lineHeight: 14, align: "center" },
  });
  return mount("charging", (width) =>
    bandOption(rows, {
      grid: { left: 62, right: 14, top: 60, bottom: 28, outerBoundsMode: "none" },
      tooltip: {
        ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow" },
        formatter: (params) => chargingTip(rows[params[0].dataIndex]),
      },
      series: [
        bars("Charged", COLOUR.charge, "charge_mwh", "average_charge_price_gbp_per_mwh", width / rows.length > 220),
        bars("Discharged", COLOUR.discharge, "discharge_mwh", "average_discharge_value_gbp_per_mwh", width / rows.length > 220),
      ],
    }),
  );
}

// Narrow bars leave the units to the note above the chart.
function energyLabel(mwh, price, wide) {
  const energy = number(mwh, mwh < 10 ? 1 : 0) + (wide ? " MWh" : "");
  return price === null ? energy : `${energy}\n${pounds(price)}${wide ? "/MWh" : ""}`;
}

function chargingTip(row) {
  return tip(readable(row.band), [
    ["Charged (MWh)", number(row.charge_mwh, 2), COLOUR.charge],
    ["Average price paid (£/MWh)", number(row.average_charge_price_gbp_per_mwh, 2)],
    ["Discharged (MWh)", number(row.discharge_mwh, 2), COLOUR.discharge],
    ["Average value (£/MWh)", number(row.average_discharge_value_gbp_per_mwh, 2)],
  ]);
}

function coverageChart() {
  const rows = report.band_coverage;
  if (!rows.length) return null;
  const share = (row) => (row.covered_fraction === null ? "n/a" : `${number(100 * row.covered_fraction, 1)}%`);
  const fromGrid = (row) => Math.max(0, row.demand_mwh - row.from_battery_mwh);
  const bars = (name, colour, values, label) => ({
    name, type: "bar", stack: "demand", barMaxWidth: 90, itemStyle: { color: colour }, data: values, label,
  });
  const shareLabel = {
    show: true, position: "top", color: INK, fontSize: 12, fontWeight: 600,
    formatter: ({ dataIndex }) => `${share(rows[dataIndex])} covered`,
  };
  return mount("coverage", () =>
    bandOption(rows, {
      tooltip: {
        ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow" },
        formatter: (params) => {
          const row = rows[params[0].dataIndex];
          return tip(readable(row.band), [
            ["From behind the meter (MWh)", number(row.from_battery_mwh, 2), COLOUR.discharge],
            ["From the grid (MWh)", number(fromGrid(row), 2), COLOUR.grid],
            ["Demand (MWh)", number(row.demand_mwh, 2)],
            ["Covered", share(row)],
          ]);
        },
      },
      series: [
        bars("From behind the meter", COLOUR.discharge, rows.map((row) => row.from_battery_mwh)),
        bars("From the grid", COLOUR.grid, rows.map(fromGrid), shareLabel),
      ],
    }),
  );
}

function costChart() {
  const { lines, bands, ppa_price_gbp_per_mwh: ppa } = report.cost_by_band;
  return costStacks("cost", lines, bands.map((band) => ({ ...band, name: band.band })), ppa);
}

function gasChart() {
  const { lines, units } = report.cost_of_gas;
  return costStacks("gas", lines, units.map((unit) => ({ ...unit, name: unit.unit })), null);
}

function costStacks(id, lines, rows, ppa) {
  if (!rows.length) return null;
  const colourOf = (k) => LINE_COLOURS[k % LINE_COLOURS.length];
  const used = lines.map((line, k) => k).filter((k) => rows.some((row) => Math.abs(row.gbp_per_mwh[k]) >= 0.005));
  legend(`${id}-legend`, used.map((k) => [lineName(lines[k]), colourOf(k)]));
  const stacks = used.map((k) => ({
    type: "bar", stack: "cost", barMaxWidth: 90, itemStyle: { color: colourOf(k) },
    data: rows.map((row) => row.gbp_per_mwh[k]),
  }));
  return mount(id, () =>
    bandOption(rows, {
      legend: { show: false },
      grid: { left: 52, right: ppa === null ? 14 : 62, top: 14, bottom: 46, outerBoundsMode: "none" },
      xAxis: categoryAxis(rows.map(costLabel), {
        axisLabel: { color: INK, fontSize: 12, interval: 0, lineHeight: 17, rich: { total: { fontWeight: 700 } } },
      }),
      tooltip: {
        ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow" },
        formatter: (params) => costTip(rows[params[0].dataIndex], lines, used, colourOf),
      },
      series: ppa === null ? stacks : [...stacks, ppaSeries(ppa)],
    }),
  );
}

function costTip(row, lines, used, colourOf) {
  const rows = used.map((k) => [lineName(lines[k]), number(row.gbp_per_mwh[k], 2), colourOf(k)]);
  return tip(`${readable(row.name)}, £/MWh`, [...rows, ["Total", number(row.total_gbp_per_mwh, 2)]]);
}

// Braces mean markup in a rich label, so a name may not bring its own.
function costLabel(row) {
  return `${readable(row.name).replace(/[{}|]/g, " ")}\n{total|${pounds(row.total_gbp_per_mwh, 2)}}`;
}

// A mark without a size at the PPA price keeps the line inside the axis.
function ppaSeries(ppa) {
  return {
    type: "scatter",
    symbolSize: 0.01,
    silent: true,
    tooltip: { show: false },
    data: [[0, ppa]],
    markLine: {
      silent: true,
      symbol: "none",
      lineStyle: { color: INK, type: "dashed", width: 1.5 },
      label: {
        position: "end", color: INK, fontSize: 12, fontWeight: 600, lineHeight: 14,
        formatter: () => `PPA\n${pounds(ppa, 2)}`,
      },
      data: [{ yAxis: ppa }],
    },
  };
}
