// Pounds as bars: the ledger waterfall, months, and revenue streams.

const ROW_HEIGHT = 30;

// The steps of the waterfall: a total, what changes line by line, and the total it ends at.
function waterfallRows() {
  const { waterfall, difference } = report;
  const total = (lines) => lines.reduce((sum, line) => sum + line.gbp, 0);
  const made = [];
  let level = 0;
  const step = (line) => {
    made.push({ label: lineName(line.label), from: level, to: level + line.gbp, gbp: line.gbp });
    level += line.gbp;
  };
  if (difference.length === 0) {
    const lines = waterfall.with.length ? waterfall.with : waterfall.without;
    lines.forEach(step);
    return [...made, { label: "Ledger total", from: 0, to: level, gbp: level, isTotal: true }];
  }
  level = total(waterfall.without);
  made.push({ label: `Without ${report.asset}`, from: 0, to: level, gbp: level, isTotal: true });
  difference.forEach(step);
  const end = total(waterfall.with);
  return [...made, { label: `With ${report.asset}`, from: 0, to: end, gbp: end, isTotal: true }];
}

// Bars from zero hide steps that are small beside the totals; then the axis starts near the totals.
function waterfallFloor(rows) {
  const levels = rows.flatMap((row) => (row.isTotal ? [row.to] : [row.from, row.to]));
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (low * high <= 0 || high - low > 0.35 * size) return {};
  const pad = Math.max((high - low) * 0.35, size * 0.01);
  const unit = 10 ** Math.floor(Math.log10(pad));
  if (low > 0) return { min: Math.floor((low - pad) / unit) * unit };
  return { max: Math.ceil((high + pad) / unit) * unit };
}

function waterfallChart() {
  const box = document.getElementById("waterfall");
  if (!box) return null;
  const rows = waterfallRows();
  const floor = waterfallFloor(rows);
  if (Object.keys(floor).length) {
    document.getElementById("waterfall-axis").textContent = " The axis does not start at zero.";
  }
  return horizontalBars("waterfall", rows, { floor, connected: true });
}

function streamsChart() {
  const rows = report.revenue_streams.map((stream) => ({
    label: readable(stream.label), from: 0, to: stream.gbp, gbp: stream.gbp,
  }));
  return rows.length ? horizontalBars("streams", rows, { floor: {}, connected: false }) : null;
}

// Rows of {label, from, to, gbp, isTotal}, one bar each, its amount written at the right end.
function horizontalBars(id, rows, { floor, connected }) {
  const box = document.getElementById(id);
  const height = Math.max(connected ? 0 : 300, rows.length * ROW_HEIGHT + 44);
  box.style.height = `${height}px`;
  const longest = Math.max(...rows.map((row) => amountText(row, connected).length));
  return mount(id, (width) => {
    const labelWidth = width < 520 ? 118 : 190;
    return {
      ...BASE,
      grid: { left: labelWidth + 14, right: 14 + 8 * longest, top: 6, bottom: 30, outerBoundsMode: "none" },
      tooltip: {
        ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow" },
        formatter: ([{ dataIndex }]) => tip(rows[dataIndex].label, barTip(rows[dataIndex], connected)),
      },
      xAxis: valueAxis({
        ...floor,
        splitNumber: Math.max(2, Math.round(width / 190)),
        axisLabel: {
          color: MUTED, fontSize: 12, hideOverlap: true, formatter: shortPounds,
          // The end that was cut is seldom a round number.
          ...("max" in floor ? { showMaxLabel: false } : {}),
          ...("min" in floor ? { showMinLabel: false } : {}),
        },
      }),
      yAxis: categoryAxis(rows.map((row) => row.label), {
        inverse: true,
        axisLine: { show: false },
        axisLabel: {
          color: INK, fontSize: 12, interval: 0, width: labelWidth, lineHeight: 14,
          // Two lines at most: a long name must not run into its neighbours.
          height: 28, overflow: "break", lineOverflow: "truncate",
        },
      }),
      series: [
        {
          type: "custom",
          data: rows.map((row, k) => [k, row.from, row.to]),
          encode: { x: [1, 2], y: 0 },
          clip: false,
          renderItem: (params, api) => barWithAmount(params, api, rows, { floor, connected }),
        },
      ],
    };
  });
}

function barTip(row, connected) {
  const amount = ["Amount", pounds(row.gbp, 2), barColour(row)];
  return connected && !row.isTotal ? [amount, ["Running total", pounds(row.to, 2)]] : [amount];
}

function amountText(row, connected) {
  return connected && !row.isTotal && row.gbp > 0 ? `+${pounds(row.gbp)}` : pounds(row.gbp);
}

function barColour(row) {
  if (row.isTotal) return COLOUR.total;
  return row.gbp < 0 ? COLOUR.loss : COLOUR.gain;
}

function barWithAmount(params, api, rows, { floor, connected }) {
  const k = params.dataIndex;
  const row = rows[k];
  const { x, width } = params.coordSys;
  const within = (place) => Math.min(Math.max(place, x), x + width);
  const [start, middle] = api.coord([row.from, k]);
  const [end] = api.coord([row.to, k]);
  const [left, right] = [within(Math.min(start, end)), within(Math.max(start, end))];
  const half = 10;
  const children = [
    {
      type: "rect",
      shape: { x: left, y: middle - half, width: Math.max(1, right - left), height: 2 * half },
      style: { fill: barColour(row) },
    },
    {
      type: "text",
      style: {
        text: amountText(row, connected),
        x: right + 6, y: middle, verticalAlign: "middle", fill: INK, fontSize: 12, fontFamily: FONT,
        fontWeight: row.isTotal ? 700 : 400,
      },
    },
  ];
  if (connected && k + 1 < rows.length) {
    const [, below] = api.coord([row.to, k + 1]);
    const shape = { x1: within(end), x2: within(end), y1: middle + half, y2: below - half };
    children.push({ type: "line", shape, style: { stroke: EDGE, lineWidth: 1 } });
  }
  if (row.isTotal && "max" in floor) children.push(breakMark(right - 22, middle, half));
  if (row.isTotal && "min" in floor) children.push(breakMark(left + 14, middle, half));
  return { type: "group", children };
}

// A slanted gap in a bar that does not reach zero.
function breakMark(x, middle, half) {
  const [top, bottom] = [middle - half - 1, middle + half + 1];
  const points = [[x + 4, top], [x + 9, top], [x + 3, bottom], [x - 2, bottom]];
  return { type: "polygon", shape: { points }, style: { fill: PAPER } };
}

function monthlyChart() {
  const rows = report.monthly;
  if (!rows.length) return null;
  document.getElementById("monthly").style.height = "260px";
  return mount("monthly", (width) => {
    const written = width / rows.length > 62;
    return {
      ...BASE,
      grid: { left: 62, right: 12, top: 22, bottom: 42, outerBoundsMode: "none" },
      tooltip: {
        ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow" },
        formatter: ([{ dataIndex }]) =>
          tip(monthText(rows[dataIndex].month), [["Value", pounds(rows[dataIndex].value_gbp, 2)]]),
      },
      xAxis: categoryAxis(rows.map((row) => row.month), {
        axisLabel: {
          color: INK, fontSize: 12, interval: "auto", hideOverlap: true, lineHeight: 15,
          formatter: (month) => monthText(month).replace(" ", "\n"),
        },
        axisLine: { onZero: true, lineStyle: { color: EDGE } },
      }),
      yAxis: valueAxis({
        splitNumber: 4,
        axisLabel: { color: MUTED, fontSize: 12, hideOverlap: true, formatter: shortPounds },
      }),
      series: [
        {
          type: "bar",
          barMaxWidth: 46,
          data: rows.map((row) => monthBar(row.value_gbp, written)),
        },
      ],
    };
  });
}

function monthBar(value, written) {
  return {
    value,
    itemStyle: { color: value < 0 ? COLOUR.loss : COLOUR.gain },
    label: {
      show: written, position: value < 0 ? "bottom" : "top", color: INK, fontSize: 12,
      formatter: () => pounds(value),
    },
  };
}

function monthText(month) {
  const [year, place] = month.split("-");
  return `${MONTHS[place - 1] ?? ""} ${year}`.trim();
}
