// What the time chart draws: half-hours as they are, or the range and mean of each day or month.

function halfHourData(axis, series, low, high) {
  const from = indexAt(axis, low);
  const to = indexAt(axis, high);
  const points = (values, shift) => {
    const made = [];
    for (let i = from; i <= to; i += 1) made.push([axis.x[i] + shift, values[i]]);
    return made;
  };
  // A price holds for its half-hour, so the last step needs an end.
  const steps = (values) => [...points(values, 0), [axis.x[to] + 1, values[to]]];
  const bars = (values, sign) => {
    const made = [];
    for (let i = from; i <= to; i += 1) {
      if (values[i]) made.push([axis.x[i], axis.x[i] + 1, Math.min(0, sign * values[i]), Math.max(0, sign * values[i])]);
    }
    return made;
  };
  // The state of charge is that at the end of each half-hour.
  const before = from > 0 ? [[axis.x[from], series.state_of_charge_mwh[from - 1]]] : [];
  // Between its thresholds the battery idles.
  const idle = [];
  for (let i = from; i <= to; i += 1) {
    const low = series.charge_below_gbp_per_mwh[i];
    const high = series.discharge_above_gbp_per_mwh[i];
    if (low !== null && high !== null && high > low) idle.push([axis.x[i], axis.x[i] + 1, low, high]);
  }
  return {
    band: bandRuns(axis, series.band, from, to),
    idle,
    importRange: [],
    importLine: steps(series.import_price_gbp_per_mwh),
    energyRange: [],
    energyLine: steps(series.energy_price_gbp_per_mwh),
    charge: bars(series.charge_mw, -1),
    discharge: bars(series.discharge_mw, 1),
    stateRange: [],
    stateLine: [...before, ...points(series.state_of_charge_mwh, 1)],
  };
}

// Neighbours of one band as one box: [from, to, name].
function bandRuns(axis, bands, from, to) {
  const runs = [];
  for (let i = from; i <= to && i < bands.length; i += 1) {
    const last = runs[runs.length - 1];
    if (last && last[2] === bands[i] && last[1] === axis.x[i]) last[1] = axis.x[i] + 1;
    else runs.push([axis.x[i], axis.x[i] + 1, bands[i]]);
  }
  return runs.filter((run) => run[2]);
}

function summedData(axis, { spans, sums: of }, low, high) {
  const from = spanAt(axis, spans, low);
  const to = spanAt(axis, spans, high);
  const start = (k) => axis.x[spans[k].from];
  const end = (k) => axis.x[spans[k].to - 1] + 1;
  const gather = (item) => {
    const made = [];
    for (let k = from; k <= to; k += 1) {
      const value = item(k);
      if (value) made.push(value);
    }
    return made;
  };
  const ranges = (sums) => gather((k) => sums[k] && [start(k), end(k), sums[k].low, sums[k].high]);
  const means = (sums) => [
    ...gather((k) => [start(k), sums[k] ? sums[k].mean : null]),
    [end(to), sums[to] ? sums[to].mean : null],
  ];
  const totals = (sums, sign) =>
    gather((k) => {
      const energy = sums[k] ? sign * sums[k].energy : 0;
      return energy && [start(k), end(k), Math.min(0, energy), Math.max(0, energy)];
    });
  return {
    band: [],
    idle: [],
    importRange: ranges(of.importPrice),
    importLine: means(of.importPrice),
    energyRange: ranges(of.energyPrice),
    energyLine: means(of.energyPrice),
    charge: totals(of.charge, -1),
    discharge: totals(of.discharge, 1),
    stateRange: ranges(of.state),
    stateLine: means(of.state),
  };
}

// Least, greatest and mean value of each span, and for powers [MW] its energy [MWh].
function sumsOf(spans, series) {
  const sum = (values) => spans.map((span) => summed(values, span.from, span.to));
  return {
    importPrice: sum(series.import_price_gbp_per_mwh),
    energyPrice: sum(series.energy_price_gbp_per_mwh),
    charge: sum(series.charge_mw),
    discharge: sum(series.discharge_mw),
    state: sum(series.state_of_charge_mwh),
  };
}

function summed(values, from, to) {
  let low = Infinity;
  let high = -Infinity;
  let total = 0;
  let count = 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    total += value;
    count += 1;
  }
  return count ? { low, high, mean: total / count, energy: total / 2 } : null;
}
