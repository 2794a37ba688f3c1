// The colours of the page, read from its styles, so that charts follow light, dark and paper.

let INK, MUTED, RULE, EDGE, PAPER, MIDDLE;
const COLOUR = {};
const COLOUR_NAMES = {
  importPrice: "import-price", energyPrice: "energy-price", idle: "idle", charge: "charge", discharge: "discharge",
  stateOfCharge: "state-of-charge", grid: "from-grid", gain: "gain", loss: "loss", total: "total",
  blackBand: "black-band", accent: "accent",
};

function readScheme() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  [INK, MUTED, RULE, EDGE, PAPER, MIDDLE] = ["ink", "muted", "grid-line", "edge", "paper", "middle"].map(of);
  for (const [key, name] of Object.entries(COLOUR_NAMES)) COLOUR[key] = of(name);
}

readScheme();

function channels(colour) {
  return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
}

// A colour between two, `share` of the way.
function between(from, to, share) {
  const [a, b] = [channels(from), channels(to)];
  return `#${a.map((part, k) => Math.round(part + (b[k] - part) * share).toString(16).padStart(2, "0")).join("")}`;
}

// As WCAG 2 has it.
function luminance(colour) {
  const [red, green, blue] = channels(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// The ink that reads best on a colour.
function inkOn(colour) {
  const light = luminance(colour) + 0.05;
  return light / 0.05 > 1.05 / light ? "#000000" : "#ffffff";
}
