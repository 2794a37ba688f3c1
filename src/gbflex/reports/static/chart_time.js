// Prices with DUoS bands, battery power and state of charge over one time axis.

const HALF_HOURS_TO = 31 * 48;
// Days thinner than this [pixels] fuse into a block, so months are drawn instead.
const THINNEST_DAY = 1.2;
const MARGIN = { left: 58, right: 26 };
// Half of a tick's label, which must end before the chart does.
const LABEL_REACH = 34;

function timeChart() {
  const series = report.series;
  const box = document.getElementById("time");
  if (!box) return null;
  const axis = timeAxis(series);
  const levels = ["day", "month"].map((name) => {
    const spans = axis[`${name}s`];
    return { name, spans, sums: sumsOf(spans, series) };
  });
  const withBattery = Boolean(report.energy_capacity_mwh);
  const layout = timeLayout(withBattery);
  box.style.height = `${layout.height}px`;
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const view = { ...firstWeek(axis), chart, axis, box };

  const draw = () => {
    // A little more than what shows, so that lines run to the edges.
    const low = Math.max(0, view.low - 2);
    const high = Math.min(axis.end - 0.5, view.high + 2);
    const width = chart.getWidth() - MARGIN.left - MARGIN.right;
    view.level = levelFor(levels, view.high - view.low, width);
    const data = view.level ? summedData(axis, view.level, low, high) : halfHourData(axis, series, low, high);
    const marks = ticks(axis, view.low, view.high, width);
    const reach = (view.high - view.low) * (1 - (LABEL_REACH - MARGIN.right) / width);
    for (const x of [...marks.keys()]) if (x > view.low + reach) marks.set(x, "");
    chart.setOption({
      title: layout.titles(view.level),
      xAxis: layout.grids.map((grid) => timeAxisTicks(marks, grid.labelled)),
      series: timeSeries(data, view.level, layout),
    });
    tellSpan(view);
  };
  view.redraw = draw;
  view.show = (low, high) => {
    const span = Math.min(high - low, axis.end);
    const start = Math.min(Math.max(0, low), axis.end - span);
    chart.dispatchAction({ type: "dataZoom", startValue: start, endValue: start + span });
  };

  chart.setOption({ ...timeOption(view, layout, (x) => timeTip(view, x)) });
  chart.on("datazoom", (event) => {
    const zoom = event.batch ? event.batch[0] : event;
    view.low = zoom.startValue ?? (zoom.start / 100) * axis.end;
    view.high = zoom.endValue ?? (zoom.end / 100) * axis.end;
    draw();
  });
  bandLegend(series.band);
  draw();
  view.restyle = () => {
    chart.setOption(timeOption(view, layout, (x) => timeTip(view, x)));
    bandLegend(series.band);
    draw();
  };
  return view;
}

// Whether the run says between which prices the battery idles.
function explained() {
  return report.series.charge_below_gbp_per_mwh.some((price) => price !== null);
}

// Half-hours (null), days or months, by what the width can hold.
function levelFor([days, months], span, width) {
  if (span <= HALF_HOURS_TO) return null;
  return (width * 48) / span < THINNEST_DAY ? months : days;
}

// The week in the middle of the best month, from a Monday; without months, the middle of the span.
function firstWeek(axis) {
  const best = report.monthly.reduce((top, row) => (top && top.value_gbp >= row.value_gbp ? top : row), null);
  const inBest = best ? axis.days.filter((day) => day.date.toISOString().startsWith(best.month)) : [];
  const days = inBest.length ? inBest : axis.days;
  const middle = days[Math.floor(days.length / 2)].number;
  const monday = middle - ((middle - 4) % 7);
  const first = axis.days.find((day) => day.number >= monday) ?? axis.days[0];
  const low = Math.max(0, Math.min(axis.x[first.from], axis.end - 7 * 48));
  return { low, high: Math.min(axis.end, low + 7 * 48) };
}

function timeLayout(withBattery) {
  const price = { top: 44, height: withBattery ? 190 : 260, labelled: !withBattery };
  const strip = { top: price.top + price.height + 4, height: 14, labelled: false };
  const grids = [price, strip];
  if (withBattery) {
    grids.push({ top: strip.top + 62, height: 130, labelled: false });
    grids.push({ top: strip.top + 242, height: 110, labelled: true });
  } else {
    strip.labelled = true;
    price.labelled = false;
  }
  const last = grids[grids.length - 1];
  const stores = report.asset === "batteries" ? "Batteries" : "Battery";
  const names = (level) => [
    "Price (£/MWh)",
    null,
    level ? `${stores} (MWh/${level.name})` : `${stores} (MW)`,
    "State of charge (MWh)",
  ];
  return {
    grids,
    withBattery,
    height: last.top + last.height + 84,
    titles: (level) =>
      grids.map((grid, k) => ({
        text: names(level)[k] ?? "",
        left: 10,
        top: grid.top - 29,
        padding: 0,
        textStyle: { fontSize: 13, fontWeight: 600, color: INK, fontFamily: FONT },
      })),
  };
}

function timeOption(view, layout, tipAt) {
  const { axis } = view;
  const legendAt = (grid, names) => ({
    data: names,
    top: layout.grids[grid].top - 31,
    right: MARGIN.right,
    itemWidth: 16,
    itemHeight: 9,
    itemGap: 12,
    textStyle: { color: INK, fontSize: 12 },
  });
  const priceAxis = valueAxis({ gridIndex: 0, splitNumber: 4, scale: false });
  const stripAxis = { type: "value", gridIndex: 1, min: 0, max: 1, show: false };
  const powerAxis = valueAxis({ gridIndex: 2, splitNumber: 3 });
  const capacity = report.energy_capacity_mwh;
  const stateAxis = valueAxis({ gridIndex: 3, min: 0, max: capacity, interval: capacity / 2 });
  const legends = [legendAt(0, ["Import price", "Energy price", ...(explained() ? ["Idles between"] : [])])];
  if (layout.withBattery) legends.push(legendAt(2, ["Charge", "Discharge"]));
  return {
    ...BASE,
    grid: layout.grids.map(({ top, height }) => ({ top, height, ...MARGIN, outerBoundsMode: "none" })),
    legend: legends,
    xAxis: layout.grids.map((grid, k) => timeAxisBase(axis, k, grid.labelled)),
    yAxis: [priceAxis, stripAxis, powerAxis, stateAxis].slice(0, layout.grids.length),
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: EDGE, type: "solid" } },
    tooltip: {
      ...TOOLTIP,
      trigger: "axis",
      axisPointer: { type: "line", snap: false, label: { show: false } },
      formatter: (params) => tipAt(params[0].axisValue),
    },
    dataZoom: zooms(view, layout),
  };
}

function zooms(view, layout) {
  const shared = {
    xAxisIndex: layout.grids.map((_, k) => k),
    filterMode: "none",
    startValue: view.low,
    endValue: view.high,
    minValueSpan: 12,
  };
  return [
    {
      ...shared,
      type: "inside",
      zoomOnMouseWheel: "ctrl",
      moveOnMouseWheel: false,
      preventDefaultMouseMove: false,
    },
    {
      ...shared,
      type: "slider",
      bottom: 12,
      height: 24,
      left: MARGIN.left,
      right: MARGIN.right,
      showDataShadow: false,
      brushSelect: false,
      showDetail: false,
      borderColor: EDGE,
      fillerColor: "rgba(29,79,140,.16)",
      handleStyle: { borderColor: COLOUR.importPrice },
      moveHandleStyle: { color: EDGE },
    },
  ];
}

function timeAxisBase(axis, k, labelled) {
  return {
    type: "value",
    gridIndex: k,
    min: 0,
    max: axis.end,
    axisLine: { show: k !== 1 || labelled, onZero: false, lineStyle: { color: EDGE } },
    axisTick: { show: labelled, lineStyle: { color: EDGE } },
    axisLabel: { show: labelled },
  };
}

function timeAxisTicks(marks, labelled) {
  const customValues = [...marks.keys()];
  return {
    axisTick: { customValues },
    splitLine: { show: true, customValues, lineStyle: { color: RULE } },
    axisLabel: {
      show: labelled,
      customValues,
      color: INK,
      fontSize: 12,
      lineHeight: 14,
      hideOverlap: true,
      formatter: (x) => marks.get(x) ?? "",
    },
  };
}

function timeSeries(data, level, layout) {
  const price = (id, name, colour, values, dash) => ({
    id, name, type: "line", xAxisIndex: 0, yAxisIndex: 0, data: values, step: "end", showSymbol: false,
    lineStyle: { width: 1.6, color: colour, type: dash }, itemStyle: { color: colour }, z: 4,
  });
  const made = [
    bandSeries("band-shade", 0, data.band, (band) => ({ share: 1, opacity: band === BANDS.green ? 0 : 0.1 })),
    bandSeries("band-strip", 1, data.band, (band) => ({ share: band.share, opacity: 1 })),
    boxSeries("idle", "Idles between", 0, data.idle, COLOUR.idle, 0.3),
    boxSeries("energy-range", "Energy price", 0, data.energyRange, COLOUR.energyPrice, 0.28),
    boxSeries("import-range", "Import price", 0, data.importRange, COLOUR.importPrice, 0.28),
    price("energy", "Energy price", COLOUR.energyPrice, data.energyLine, [5, 3]),
    price("import", "Import price", COLOUR.importPrice, data.importLine, "solid"),
  ];
  if (!layout.withBattery) return made;
  return [
    ...made,
    boxSeries("charge", "Charge", 2, data.charge, COLOUR.charge, 1),
    boxSeries("discharge", "Discharge", 2, data.discharge, COLOUR.discharge, 1),
    boxSeries("state-range", "State of charge", 3, data.stateRange, COLOUR.stateOfCharge, 0.35),
    {
      id: "state", name: "State of charge", type: "line", xAxisIndex: 3, yAxisIndex: 3, data: data.stateLine,
      step: level ? "end" : false, showSymbol: false, z: 4,
      lineStyle: { width: 1.6, color: COLOUR.stateOfCharge }, itemStyle: { color: COLOUR.stateOfCharge },
      areaStyle: { color: COLOUR.stateOfCharge, opacity: level ? 0 : 0.16 },
    },
  ];
}

// Boxes given as [from, to, low, high].
function boxSeries(id, name, k, data, colour, opacity) {
  return {
    id, name, type: "custom", xAxisIndex: k, yAxisIndex: k, data, clip: true, z: 2,
    dimensions: ["from", "to", "low", "high"], encode: { x: [0, 1], y: [2, 3] }, itemStyle: { color: colour },
    renderItem: (params, api) => rangeBox(api, [0, 1], [api.value(2), api.value(3)], colour, opacity),
  };
}

function bandSeries(id, k, runs, look) {
  return {
    id, type: "custom", xAxisIndex: k, yAxisIndex: k, clip: true, silent: true, z: 1,
    dimensions: ["from", "to"], encode: { x: [0, 1] }, tooltip: { show: false },
    data: runs.map(([from, to]) => [from, to]),
    renderItem: (params, api) => {
      const band = bandOf(runs[params.dataIndex][2]);
      const { share, opacity } = look(band);
      const { y, height } = params.coordSys;
      const [left] = api.coord([api.value(0), 0]);
      const [right] = api.coord([api.value(1), 0]);
      const shape = { x: left, y: y + height * (1 - share), width: right - left, height: height * share };
      return { type: "rect", shape, style: { fill: band.colour, opacity }, silent: true };
    },
  };
}

function rangeBox(api, ends, [low, high], colour, opacity) {
  const [left, top] = api.coord([api.value(ends[0]), high]);
  const [right, bottom] = api.coord([api.value(ends[1]), low]);
  const gap = right - left > 5 ? 1 : 0;
  const shape = { x: left, y: top, width: Math.max(0.5, right - left - gap), height: Math.max(1, bottom - top) };
  return { type: "rect", shape, style: { fill: colour, opacity } };
}
