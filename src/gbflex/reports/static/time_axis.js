// The time axis: half-hours elapsed since the first one, labelled with the local clock.
// Elapsed time has no gap and no fold, so a day of 46 or 50 half-hours is only a shorter or longer day.

const HALF_HOUR = 1800;
const DAY_SECONDS = 86400;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function timeAxis(series) {
  const start = series.start_time;
  const offset = series.local_offset_hours;
  const x = start.map((seconds) => (seconds - start[0]) / HALF_HOUR);
  const local = (i) => new Date((start[i] + offset[i] * 3600) * 1000);
  const dayNumber = (i) => Math.floor((start[i] + offset[i] * 3600) / DAY_SECONDS);

  const days = [];
  for (let i = 0, last = NaN; i < start.length; i += 1) {
    const today = dayNumber(i);
    if (today !== last) days.push({ from: i, number: today, date: local(i) });
    last = today;
  }
  const months = days.filter((day, k) => k === 0 || day.date.getUTCMonth() !== days[k - 1].date.getUTCMonth());
  return {
    x,
    end: x[x.length - 1] + 1,
    days: withEnds(days, start.length),
    months: withEnds(months, start.length),
    local,
    zone: (i) => (offset[i] ? "BST" : "GMT"),
  };
}

// Each span ends where the next one starts.
function withEnds(spans, end) {
  return spans.map((span, k) => ({ ...span, to: k + 1 < spans.length ? spans[k + 1].from : end }));
}

// The last half-hour that starts at or before x.
function indexAt(axis, x) {
  let low = 0;
  let high = axis.x.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (axis.x[middle] <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

// The place of the day or month that x is in.
function spanAt(axis, spans, x) {
  const i = indexAt(axis, x);
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (spans[middle].from <= i) low = middle;
    else high = middle - 1;
  }
  return low;
}

function dateText(date, withYear) {
  const text = `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  return withYear ? `${text} ${date.getUTCFullYear()}` : text;
}

function clockText(date) {
  return date.toISOString().slice(11, 16);
}

function halfHourText(axis, i) {
  const date = axis.local(i);
  return `${dateText(date, true)}, ${clockText(date)} ${axis.zone(i)}`;
}

const HOUR_STEPS = [3, 6, 12];
const DAY_STEPS = [1, 2, 7, 14];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60];

// Ticks of the finest step whose labels have room: a map from x to its label.
function ticks(axis, low, high, width) {
  const narrow = width < 480;
  const room = Math.max(2, Math.floor(width / (narrow ? 52 : 74)));
  const spanDays = (high - low) / 48;
  for (const hours of HOUR_STEPS) {
    if ((spanDays * 24) / hours <= room) return hourTicks(axis, low, high, hours, narrow);
  }
  const first = spanAt(axis, axis.days, low);
  const shown = axis.days
    .slice(first, spanAt(axis, axis.days, high) + 1)
    .filter((day) => axis.x[day.from] >= low);
  for (const step of DAY_STEPS) {
    if (spanDays / step <= room) return dayTicks(axis, shown, step, narrow);
  }
  const months = MONTH_STEPS.find((step) => spanDays / (30 * step) <= room) ?? 120;
  return monthTicks(axis, shown, months, narrow);
}

function hourTicks(axis, low, high, hours, narrow) {
  const found = new Map();
  for (let i = indexAt(axis, low); i < axis.x.length && axis.x[i] <= high; i += 1) {
    const date = axis.local(i);
    const onStep = date.getUTCMinutes() === 0 && date.getUTCHours() % hours === 0;
    if (!onStep || axis.x[i] < low) continue;
    found.set(axis.x[i], date.getUTCHours() === 0 ? dayLabel(date, narrow) : clockText(date));
  }
  return found;
}

function dayLabel(date, narrow) {
  return narrow ? dateText(date, false).slice(4) : dateText(date, false);
}

function dayTicks(axis, days, step, narrow) {
  // Day 4 of the epoch is a Monday, so weekly ticks stand on Mondays.
  const chosen = days.filter((day) => (day.number - 4) % step === 0);
  return new Map(chosen.map((day) => [axis.x[day.from], dayLabel(day.date, narrow)]));
}

function monthTicks(axis, days, step, narrow) {
  const chosen = days.filter((day) => {
    const months = day.date.getUTCFullYear() * 12 + day.date.getUTCMonth();
    return day.date.getUTCDate() === 1 && months % step === 0;
  });
  return new Map(
    chosen.map((day) => [
      axis.x[day.from],
      `${MONTHS[day.date.getUTCMonth()]}${narrow ? "\n" : " "}${day.date.getUTCFullYear()}`,
    ]),
  );
}
