// One day of one site under each mode: what was paid, what the battery did, and how full it was.

const MODE_COLOURS = ["#8c6d1f", "#3f78bd", "#c0568b", "#0f8a7e"];
const MODE_DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3]];

function daysChart() {
  const { modes, series } = report;
  const box = document.getElementById("day");
  if (!box) return null;
  const axis = timeAxis(series);
  const view = { at: mostDifferentDay(axis, modes) };
  const made = mount("day", () => dayOption(axis, modes, axis.days[view.at]));
  const show = (at) => {
    view.at = Math.max(0, Math.min(axis.days.length - 1, at));
    made.redraw();
    tellDay(axis, view.at);
  };
  joinDays(axis, view, show);
  tellDay(axis, view.at);
  return made;
}

// Where the powers of the modes lie furthest apart, added up over the day.
function mostDifferentDay(axis, modes) {
  const spread = (i) => {
    const powers = modes.map((mode) => mode.power_mw[i] ?? 0);
    return Math.max(...powers) - Math.min(...powers);
  };
  // At the ends of the span a store is emptied or filled as the site file says.
  const inner = (k) => axis.days.length < 3 || (k > 0 && k + 1 < axis.days.length);
  let [best, most] = [0, -1];
  axis.days.forEach((day, k) => {
    if (!inner(k)) return;
    let apart = 0;
    for (let i = day.from; i < day.to; i += 1) apart += spread(i);
    if (apart > most) [best, most] = [k, apart];
  });
  return best;
}

function isoDate(day) {
  return day.date.toISOString().slice(0, 10);
}

function tellDay(axis, at) {
  const field = document.getElementById("day-date");
  field.min = isoDate(axis.days[0]);
  field.max = isoDate(axis.days[axis.days.length - 1]);
  field.value = isoDate(axis.days[at]);
  document.getElementById("day-shown").textContent = dateText(axis.days[at].date, true);
}

function joinDays(axis, view, show) {
  for (const button of document.querySelectorAll("button[data-day]")) {
    button.addEventListener("click", () => show(view.at + Number(button.dataset.day)));
  }
  document.getElementById("day-date").addEventListener("change", ({ target }) => {
    const found = axis.days.findIndex((day) => isoDate(day) === target.value);
    if (found >= 0) show(found);
  });
}

function dayOption(axis, modes, day) {
  const places = Array.from({ length: day.to - day.from }, (_, k) => day.from + k);
  const names = places.map((i) => clockText(axis.local(i)));
  const grids = [{ top: 44, height: 110 }, { top: 216, height: 120 }, { top: 398, height: 110 }];
  const titles = ["Import price (£/MWh)", "Power (MW), discharging upwards", "State of charge (MWh)"];
  const line = (mode, k, key, grid) => ({
    name: mode.mode, type: "line", step: grid === 1 ? "middle" : false, showSymbol: false,
    xAxisIndex: grid, yAxisIndex: grid, data: places.map((i) => mode[key][i]),
    lineStyle: { width: 2, color: MODE_COLOURS[k % 4], type: MODE_DASHES[k % 4] },
    itemStyle: { color: MODE_COLOURS[k % 4] },
  });
  return {
    ...BASE,
    title: titles.map((text, k) => ({
      text, left: 10, top: grids[k].top - 28, padding: 0,
      textStyle: { fontSize: 13, fontWeight: 600, color: INK, fontFamily: FONT },
    })),
    legend: { data: modes.map((mode) => mode.mode), bottom: 4, textStyle: { color: INK, fontSize: 12 } },
    grid: grids.map((grid) => ({ ...grid, left: 58, right: 26, outerBoundsMode: "none" })),
    xAxis: grids.map((_, k) => categoryAxis(names, {
      gridIndex: k,
      axisLine: { onZero: false, lineStyle: { color: EDGE } },
      axisLabel: { color: INK, fontSize: 12, show: k === 2, interval: "auto", hideOverlap: true },
    })),
    yAxis: grids.map((_, k) => valueAxis({ gridIndex: k, splitNumber: 3 })),
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: {
      ...TOOLTIP, trigger: "axis",
      formatter: ([{ dataIndex }]) => dayTip(axis, modes, places[dataIndex]),
    },
    series: [
      {
        name: "Import price", type: "line", step: "middle", showSymbol: false, xAxisIndex: 0, yAxisIndex: 0,
        data: places.map((i) => report.series.import_price_gbp_per_mwh[i]),
        lineStyle: { width: 1.6, color: COLOUR.importPrice }, itemStyle: { color: COLOUR.importPrice },
      },
      ...modes.map((mode, k) => line(mode, k, "power_mw", 1)),
      ...modes.map((mode, k) => line(mode, k, "state_of_charge_mwh", 2)),
    ],
  };
}

function dayTip(axis, modes, i) {
  return tip(halfHourText(axis, i), [
    ["Import price (£/MWh)", number(report.series.import_price_gbp_per_mwh[i], 2), COLOUR.importPrice],
    ...modes.map((mode, k) => [
      `${mode.mode} (MW, MWh)`,
      `${number(mode.power_mw[i], 2)}, ${number(mode.state_of_charge_mwh[i], 2)}`,
      MODE_COLOURS[k % 4],
    ]),
  ]);
}
