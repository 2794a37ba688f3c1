// Numbers, names and colours that every chart of the report shares.

const report = JSON.parse(document.getElementById("report-data").textContent);

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif';

// `share` is the height of the band in the strip, so that the strip reads without its colours.
const BANDS = {
  green: { colour: "#3c9a5f", share: 0.3 },
  amber: { colour: "#e39a1c", share: 0.65 },
  red: { colour: "#c0392b", share: 1 },
  yellow: { colour: "#d9bf21", share: 0.65 },
  black: { get colour() { return COLOUR.blackBand; }, share: 1 },
  super_red: { colour: "#7d1740", share: 1 },
};
const OTHER_BAND = { get colour() { return COLOUR.idle; }, share: 0.5 };

const LINE_COLOURS = [
  "#3f78bd", "#e08a00", "#0f766e", "#c0568b", "#6aaed6", "#8c6d1f",
  "#7a5ca8", "#b4451f", "#93b84b", "#7d8b99", "#d9a7c7", "#5bb8ad",
];

const ACRONYMS = {
  aahedc: "AAHEDC", bsuos: "BSUoS", ccl: "CCL", cfd: "CfD", duos: "DUoS", eii: "EII", fit: "FiT",
  ppa: "PPA", rab: "RAB", ro: "RO", tnuos: "TNUoS",
};

function bandOf(name) {
  return Object.hasOwn(BANDS, name) ? BANDS[name] : OTHER_BAND;
}

// A line by the label of the registry.
function lineName(line) {
  return Object.hasOwn(report.line_labels, line) ? report.line_labels[line] : readable(line);
}

// "duos_unit" reads "DUoS unit"; text that is not a code name stays as it is.
function readable(name) {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return name;
  const words = name.split("_").map((word) => (Object.hasOwn(ACRONYMS, word) ? ACRONYMS[word] : word));
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function number(value, places) {
  if (value === null || value === undefined) return "n/a";
  const text = Math.abs(value).toLocaleString("en-GB", {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

function pounds(value, places = 0) {
  const text = number(value, places);
  if (text === "n/a") return text;
  return text.startsWith("-") ? `-£${text.slice(1)}` : `£${text}`;
}

// Axis labels: £1.25m, £250k, £80.
function shortPounds(value) {
  const size = Math.abs(value);
  const sign = value < 0 ? "-" : "";
  if (size >= 1e6) return `${sign}£${+(size / 1e6).toPrecision(3)}m`;
  if (size >= 1e3) return `${sign}£${+(size / 1e3).toPrecision(4)}k`;
  return `${sign}£${(+size.toPrecision(6)).toLocaleString("en-GB")}`;
}

function shortNumber(value) {
  return (+value.toPrecision(10)).toLocaleString("en-GB");
}

function element(tag, text) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  return made;
}

function swatch(colour) {
  const made = element("i");
  made.style.background = colour;
  return made;
}

// A tooltip is built as elements and text, never as markup: names come from files that others wrote.
function tip(heading, rows) {
  const box = element("div");
  box.className = "tip";
  box.append(element("p", heading));
  const table = element("table");
  for (const [label, value, colour] of rows) {
    const row = element("tr");
    const name = element("th");
    if (colour) name.append(swatch(colour));
    name.append(label);
    row.append(name, element("td", value));
    table.append(row);
  }
  box.append(table);
  return box;
}

function legend(id, items) {
  const list = document.getElementById(id);
  list.replaceChildren(
    ...items.map(([label, colour]) => {
      const item = element("li");
      item.append(swatch(colour), label);
      return item;
    }),
  );
  list.hidden = items.length === 0;
}

const TOOLTIP = {
  confine: true,
  get backgroundColor() { return PAPER; },
  get borderColor() { return EDGE; },
  borderWidth: 1,
  padding: [7, 10],
  transitionDuration: 0,
  extraCssText: "box-shadow: 0 2px 8px rgba(23,33,43,.18);",
};

const BASE = {
  animation: false,
  get textStyle() { return { fontFamily: FONT, color: INK }; },
  get tooltip() { return { ...TOOLTIP }; },
};

function valueAxis(extra) {
  return {
    type: "value",
    axisLabel: { color: MUTED, fontSize: 12, hideOverlap: true },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: RULE } },
    ...extra,
  };
}

function categoryAxis(names, extra) {
  return {
    type: "category",
    data: names,
    axisLabel: { color: INK, fontSize: 12, interval: 0 },
    axisLine: { lineStyle: { color: EDGE } },
    axisTick: { show: false },
    ...extra,
  };
}

// Draws `optionFor(width)` now and whenever the width changes.
function mount(id, optionFor) {
  const box = document.getElementById(id);
  if (!box) return null;
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption(optionFor(chart.getWidth()));
  return { box, chart, redraw: () => chart.setOption(optionFor(chart.getWidth()), true) };
}
