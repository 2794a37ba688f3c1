// A unit's cash by settlement date: offers above, bids below, both together as a line.
(function () {
  "use strict";
  const days = JSON.parse(document.getElementById("unit-data").textContent);
  const chart = window.echarts.init(document.getElementById("daily"));
  // What is not known is left out: nothing is drawn at zero for it.
  const pounds = (value) => (value === null ? null : Math.round(value * 100) / 100);
  const bar = (name, key, colour) => ({
    name,
    type: "bar",
    stack: "cash",
    barMaxWidth: 48,
    itemStyle: { color: colour },
    data: days.map((day) => pounds(day[key])),
  });
  chart.setOption({
    animation: false,
    grid: { left: 80, right: 20, top: 40, bottom: 40 },
    legend: { top: 4 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: days.map((day) => day.settlement_date) },
    yAxis: { type: "value", name: "GBP" },
    series: [
      bar("Offers", "offer_cashflow_gbp", "#e08a00"),
      bar("Bids", "bid_cashflow_gbp", "#2f7fc1"),
      {
        name: "Together",
        type: "line",
        symbol: days.length > 62 ? "none" : "circle",
        lineStyle: { color: "#17212b", width: 1.5 },
        itemStyle: { color: "#17212b" },
        data: days.map((day) => pounds(day.cashflow_gbp)),
      },
    ],
  });
  window.addEventListener("resize", () => chart.resize());
})();
