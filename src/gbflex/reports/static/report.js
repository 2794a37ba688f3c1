// Puts the charts on the page and joins them to its buttons, its width and the printer.

const PRINT_WIDTH = 690;

function timeTip({ axis, level }, x) {
  return level ? spanTip(level, spanAt(axis, level.spans, x)) : halfHourTip(axis, report.series, indexAt(axis, x));
}

function halfHourTip(axis, series, i) {
  const rows = [
    ["Import price (£/MWh)", number(series.import_price_gbp_per_mwh[i], 2), COLOUR.importPrice],
    ["Energy price (£/MWh)", number(series.energy_price_gbp_per_mwh[i], 2), COLOUR.energyPrice],
  ];
  if (explained()) {
    rows.push(
      ["Charges below (£/MWh all-in)", number(series.charge_below_gbp_per_mwh[i], 2), COLOUR.idle],
      ["Discharges above (£/MWh)", number(series.discharge_above_gbp_per_mwh[i], 2), COLOUR.idle],
    );
  }
  if (series.band[i]) rows.push(["DUoS band", readable(series.band[i]), bandOf(series.band[i]).colour]);
  if (report.energy_capacity_mwh) {
    rows.push(
      ["Charge (MW)", number(series.charge_mw[i], 3), COLOUR.charge],
      ["Discharge (MW)", number(series.discharge_mw[i], 3), COLOUR.discharge],
      ["State of charge at the end (MWh)", number(series.state_of_charge_mwh[i], 3), COLOUR.stateOfCharge],
    );
  }
  return tip(halfHourText(axis, i), rows);
}

function spanTip({ name, spans, sums }, k) {
  const spread = (sum, places) =>
    sum ? [sum.low, sum.mean, sum.high].map((value) => number(value, places)).join(" / ") : "n/a";
  const rows = [
    ["Import price (£/MWh)", spread(sums.importPrice[k], 2), COLOUR.importPrice],
    ["Energy price (£/MWh)", spread(sums.energyPrice[k], 2), COLOUR.energyPrice],
  ];
  if (report.energy_capacity_mwh) {
    rows.push(
      ["State of charge (MWh)", spread(sums.state[k], 2), COLOUR.stateOfCharge],
      ["Charged (MWh)", number(sums.charge[k]?.energy, 2), COLOUR.charge],
      ["Discharged (MWh)", number(sums.discharge[k]?.energy, 2), COLOUR.discharge],
    );
  }
  const { date } = spans[k];
  const when = name === "day" ? dateText(date, true) : monthText(date.toISOString().slice(0, 7));
  return tip(`${when}: least / mean / greatest`, rows);
}

function bandLegend(bands) {
  const names = [...new Set(bands)].filter(Boolean);
  const inOrder = Object.keys(BANDS).filter((name) => names.includes(name));
  const others = names.filter((name) => !inOrder.includes(name));
  legend("time-legend", [...inOrder, ...others].map((name) => [`DUoS ${readable(name).toLowerCase()}`, bandOf(name).colour]));
}

function tellSpan(view) {
  const { axis, level } = view;
  const first = dateText(axis.local(indexAt(axis, view.low)), true);
  const last = dateText(axis.local(indexAt(axis, view.high - 0.01)), true);
  const what = level ? `range and mean of each ${level.name}; bands show from 31 days down` : "half-hours";
  document.getElementById("time-shown").textContent = `${first === last ? first : `${first} to ${last}`}: ${what}`;
  const span = view.high - view.low;
  const buttons = [...document.querySelectorAll("button[data-days]")];
  // On a short report a week is all there is: the widest name wins.
  const pressed = buttons.filter((button) => Math.abs(span - spanOf(button, axis)) < 0.5).pop();
  for (const button of buttons) button.setAttribute("aria-pressed", String(button === pressed));
}

function spanOf(button, axis) {
  return button.dataset.days === "all" ? axis.end : Math.min(axis.end, Number(button.dataset.days) * 48);
}

function joinButtons(view) {
  for (const button of document.querySelectorAll("button[data-days]")) {
    button.addEventListener("click", () => {
      const span = spanOf(button, view.axis);
      const middle = (view.low + view.high) / 2;
      // A span starts at a local midnight where it can.
      const day = view.axis.days[spanAt(view.axis, view.axis.days, Math.max(0, middle - span / 2))];
      const start = view.axis.x[day.from];
      view.show(start, start + span);
    });
  }
  for (const button of document.querySelectorAll("button[data-step]")) {
    button.addEventListener("click", () => {
      const move = Number(button.dataset.step) * (view.high - view.low);
      view.show(view.low + move, view.high + move);
    });
  }
}

function joinWidth(charts) {
  const byBox = new Map(charts.map((chart) => [chart.box, chart]));
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) fit(byBox.get(target));
  });
  for (const box of byBox.keys()) observer.observe(box);
}

// The printer lays the page out at its own width, on white paper, and does not wait for an observer.
function joinPrinter(charts) {
  const setWidth = (width) => {
    for (const chart of charts) {
      chart.box.style.width = width;
      fit(chart);
    }
  };
  const cautions = [...document.querySelectorAll("details.cautions")];
  let opened = [];
  window.addEventListener("beforeprint", () => {
    for (const { chart } of charts) chart.dispatchAction({ type: "updateAxisPointer", currTrigger: "leave" });
    opened = cautions.filter((one) => !one.open);
    for (const one of opened) one.open = true;
    document.documentElement.dataset.scheme = "light";
    restyle(charts);
    setWidth(`${PRINT_WIDTH}px`);
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
    delete document.documentElement.dataset.scheme;
    restyle(charts);
    setWidth("");
  });
}

function restyle(charts) {
  readScheme();
  for (const chart of charts) (chart.restyle ?? chart.redraw)();
}

function fit({ chart, box, redraw }) {
  if (chart.getWidth() === box.clientWidth) return;
  chart.resize();
  redraw();
}

const timeView = timeChart();
if (timeView) joinButtons(timeView);
const charts = [
  timeView, daysChart(), waterfallChart(), monthlyChart(), streamsChart(), chargingChart(), coverageChart(), costChart(),
  gasChart(), sweepChart(), plantChart(),
].filter(Boolean);
joinWidth(charts);
joinPrinter(charts);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => restyle(charts));
