// What each asset does with what is stored, and the prices that decide it.
(function () {
  "use strict";
  const rows = JSON.parse(document.getElementById("plan-data").textContent);
  const ink = getComputedStyle(document.body).color;
  const rounded = (value, digits) => (value === null ? null : Number(value.toFixed(digits)));
  const of = (key, digits) => rows.map((row) => rounded(row[key], digits));
  const names = rows[0].assets.map((asset) => asset.asset);
  const ofAsset = (at, key) => rows.map((row) => rounded(row.assets[at][key], 3));
  const axis = {
    type: "category",
    data: rows.map((row) => row.local_time.slice(0, 5)),
    axisLabel: { color: ink },
    name: `Clock time from ${rows[0].settlement_date}`,
    nameLocation: "middle",
    nameGap: 28,
    nameTextStyle: { color: ink },
  };
  const common = {
    animation: false,
    textStyle: { color: ink },
    grid: { left: 60, right: 60, top: 60, bottom: 50 },
    legend: { top: 4, type: "scroll", textStyle: { color: ink } },
    tooltip: { trigger: "axis", confine: true },
    xAxis: axis,
  };
  const scale = (name, lines) => ({ type: "value", name, splitLine: { show: lines }, axisLabel: { color: ink }, nameTextStyle: { color: ink } });
  const colours = ["#2f7fc1", "#c2571a", "#0f766e", "#8a5aa8", "#8d7a1a", "#5c6b7a"];
  const bars = [];
  const lines = [];
  names.forEach((name, at) => {
    const colour = colours[at % colours.length];
    for (const [key, word] of [["power_mw", "MW"], ["heat_mw", "MW heat"]]) {
      const data = ofAsset(at, key);
      if (data.some((value) => value !== null && Math.abs(value) > 0)) {
        bars.push({ name: `${name}, ${word}`, type: "bar", stack: key, itemStyle: { color: colour, opacity: key === "power_mw" ? 1 : 0.55 }, data });
      }
    }
    const stored = ofAsset(at, "stored_mwh");
    if (stored.some((value) => value !== null)) {
      lines.push({ name: `${name}, MWh stored`, type: "line", yAxisIndex: 1, symbol: "none", itemStyle: { color: ink }, lineStyle: { color: ink, width: 2, type: at ? "dashed" : "solid" }, data: stored });
    }
  });
  const power = window.echarts.init(document.getElementById("power"));
  power.setOption({ ...common, yAxis: [scale("MW", true), scale("MWh", false)], series: [...bars, ...lines] });
  const step = (name, key, colour, type) => ({ name, type: "line", step: "middle", symbol: "none", itemStyle: { color: colour }, lineStyle: { color: colour, width: 2, type }, data: of(key, 2) });
  const one = names.length === 1;
  const price = window.echarts.init(document.getElementById("price"));
  price.setOption({
    ...common,
    yAxis: scale("GBP/MWh", true),
    series: [
      step("Expected price, energy alone", "expected_energy_price_gbp_per_mwh", "#c2571a", "solid"),
      step("Import all-in", "import_price_gbp_per_mwh", "#2f7fc1", "solid"),
      ...(rows.some((row) => row.export_price_gbp_per_mwh !== 0) ? [step("Export all-in", "export_price_gbp_per_mwh", "#8a5aa8", "solid")] : []),
      ...(one
        ? [
            step("Discharge earns", "discharge_price_gbp_per_mwh", "#0f766e", "solid"),
            step("Charge below", "charge_below_gbp_per_mwh", "#2f7fc1", "dotted"),
            step("Discharge above", "discharge_above_gbp_per_mwh", "#0f766e", "dotted"),
          ]
        : []),
    ],
  });
  window.addEventListener("resize", () => {
    power.resize();
    price.resize();
  });
})();
