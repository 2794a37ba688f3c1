// Planned power with what can be turned up and down around it, and the price of each.
(function () {
  "use strict";
  const rows = JSON.parse(document.getElementById("curve-data").textContent);
  const of = (key, digits) => rows.map((row) => (row[key] === null ? null : Number(row[key].toFixed(digits))));
  const axis = { type: "category", name: "Settlement period", nameLocation: "middle", nameGap: 28, data: of("settlement_period", 0) };
  const common = { animation: false, grid: { left: 70, right: 20, top: 40, bottom: 50 }, legend: { top: 4 }, tooltip: { trigger: "axis" }, xAxis: axis };
  const line = (name, key, colour, type) => ({
    name,
    type: "line",
    step: "middle",
    symbol: "circle",
    symbolSize: 4,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2, type },
    data: of(key, 2),
  });
  const bar = (name, values, colour) => ({ name, type: "bar", stack: "room", barCategoryGap: "10%", itemStyle: { color: colour }, data: values });
  const power = window.echarts.init(document.getElementById("power"));
  power.setOption({
    ...common,
    yAxis: { type: "value", name: "MW" },
    series: [
      bar("Turn up", of("turn_up_mw", 3), "#e08a00"),
      bar("Turn down", of("turn_down_mw", 3).map((value) => -value), "#2f7fc1"),
      line("Planned", "baseline_mw", "#17212b", "solid"),
    ],
  });
  const price = window.echarts.init(document.getElementById("price"));
  price.setOption({
    ...common,
    yAxis: { type: "value", name: "GBP/MWh" },
    series: [
      line("Marginal cost", "marginal_cost_gbp_per_mwh", "#17212b", "solid"),
      line("Turn up, most", "turn_up_price_gbp_per_mwh", "#e08a00", "solid"),
      line("Turn up, cheapest", "cheapest_up_price_gbp_per_mwh", "#e08a00", "dotted"),
      line("Turn down, most", "turn_down_price_gbp_per_mwh", "#2f7fc1", "solid"),
      line("Turn down, cheapest", "cheapest_down_price_gbp_per_mwh", "#2f7fc1", "dotted"),
    ],
  });
  window.addEventListener("resize", () => {
    power.resize();
    price.resize();
  });
})();
