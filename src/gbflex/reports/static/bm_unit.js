// A unit's half-hours as three pictures on one span: what it did, at which prices, what that earned; and its days.
// What is not known is left out: nothing is drawn at zero for it.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("unit-data").textContent);
  const half = data.half_hours;
  const count = half.clock.length;
  const DAY = 48;
  const span = firstSpan();
  const charts = [];

  // The whole of two days; of more, the day with the most cash.
  function firstSpan() {
    if (count <= 2 * DAY + 2) return { low: 0, high: count - 1 };
    const best = data.days.reduce((top, day) => ((day.cashflow_gbp ?? -Infinity) > (top.cashflow_gbp ?? -Infinity) ? day : top), data.days[0]);
    return dayOf(half.date.indexOf(best.settlement_date));
  }

  function dayOf(at) {
    const low = half.date.indexOf(half.date[at]);
    return { low, high: half.date.lastIndexOf(half.date[at]) };
  }

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const said = (value, places = 2) =>
    value === null || value === undefined ? "not known" : value.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });

  function day(date) {
    return new Date(`${date}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  }

  // Labels of clock times on a step that the width can hold; a midnight has its date.
  function labelled(width) {
    const shown = span.high - span.low + 1;
    const room = Math.max(2, Math.floor(width / 62));
    const step = [2, 4, 6, 12, 24, 48].find((each) => shown / each <= room);
    const days = step ? 1 : Math.ceil(shown / DAY / room);
    // A category is the number of its half-hour: what the axis counts from follows the zoom.
    return (_, name) => {
      const at = Number(name);
      const [hour, minute] = half.clock[at].slice(0, 5).split(":").map(Number);
      if (!step) return hour === 0 && minute === 0 && Math.round((at - span.low) / DAY) % days === 0;
      return minute === 0 && (hour * 2) % step === 0;
    };
  }

  function tip(title, rows) {
    const box = document.createElement("div");
    box.className = "tip";
    const head = document.createElement("p");
    head.textContent = title;
    const table = document.createElement("table");
    for (const [name, text] of rows) {
      const row = document.createElement("tr");
      for (const [tag, words] of [["th", name], ["td", text]]) {
        const cell = document.createElement(tag);
        cell.textContent = words;
        row.append(cell);
      }
      table.append(row);
    }
    box.append(head, table);
    return box;
  }

  function base(width, unit, rows) {
    return {
      animation: false,
      grid: { left: 62, right: 16, top: 30, bottom: 34, outerBoundsMode: "none" },
      xAxis: {
        type: "category",
        data: half.clock.map((_, at) => String(at)),
        axisLabel: { color: colour("muted"), interval: labelled(width), formatter: (name) => (half.clock[Number(name)].startsWith("00:00") ? day(half.date[Number(name)]) : half.clock[Number(name)].slice(0, 5)), hideOverlap: true },
        axisTick: { interval: labelled(width) },
        axisLine: { onZero: false, lineStyle: { color: colour("muted") } },
      },
      yAxis: {
        type: "value",
        name: unit,
        nameTextStyle: { color: colour("muted"), align: "left", padding: [0, 0, 0, -40] },
        axisLabel: { color: colour("muted"), hideOverlap: true },
        splitLine: { lineStyle: { color: colour("rule") } },
      },
      axisPointer: { lineStyle: { color: colour("muted") } },
      dataZoom: [{ type: "inside", startValue: span.low, endValue: span.high, zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false, filterMode: "none" }],
      tooltip: {
        trigger: "axis",
        confine: true,
        transitionDuration: 0,
        backgroundColor: colour("paper"),
        borderColor: colour("muted"),
        textStyle: { color: colour("ink") },
        formatter: (params) => {
          const at = params[0].dataIndex;
          return tip(`${half.date[at]}, ${half.clock[at]}, period ${half.period[at]}`, rows(at));
        },
      },
    };
  }

  const line = (name, values, hue, type, width) => ({
    name, type: "line", step: "middle", data: values, symbol: "none", connectNulls: false,
    lineStyle: { color: colour(hue), width, type }, itemStyle: { color: colour(hue) }, z: 3,
  });

  // From the notification to the level after acceptances: offers up, bids down.
  function moved() {
    return {
      name: "Accepted", type: "custom", clip: true, z: 2, data: half.expected_mw.map((value, at) => [at, value, half.notified_mw[at]]),
      encode: { x: 0, y: [1, 2] },
      renderItem: (params, api) => {
        const [to, from] = [api.value(1), api.value(2)];
        if (!Number.isFinite(to) || !Number.isFinite(from) || to === from) return null;
        const [x, top] = api.coord([api.value(0), Math.max(to, from)]);
        const bottom = api.coord([api.value(0), Math.min(to, from)])[1];
        const width = api.size([1, 0])[0];
        return { type: "rect", shape: { x: x - width / 2, y: top, width, height: Math.max(1, bottom - top) }, style: { fill: colour(to > from ? "offer" : "bid"), opacity: 0.75 } };
      },
    };
  }

  function levels(width) {
    const made = base(width, "MW", (at) => [
        ["Notified (MW)", said(half.notified_mw[at])],
        ["After acceptances (MW)", said(half.expected_mw[at])],
        ["Offers (MWh)", said(half.offer_mwh[at])],
        ["Bids (MWh)", said(half.bid_mwh[at])],
        ["Export limit (MW)", said(half.export_limit_mw[at])],
        ["Import limit (MW)", said(half.import_limit_mw[at])],
    ]);
    return {
      ...made,
      // So that a limit does not lie on the edge.
      yAxis: { ...made.yAxis, boundaryGap: ["6%", "6%"] },
      series: [
        moved(),
        line("Export limit", half.export_limit_mw, "limit", "dashed", 1.4),
        line("Import limit", half.import_limit_mw, "limit", "dashed", 1.4),
        line("Notified", half.notified_mw, "ink", "dotted", 2),
        line("After acceptances", half.expected_mw, "after", "solid", 2),
      ],
    };
  }

  const accepted = (name, values, hue, turn) => ({
    name, type: "scatter", symbol: "triangle", symbolRotate: turn, symbolSize: 10, data: values, itemStyle: { color: colour(hue) }, z: 4,
  });

  function prices(width) {
    return {
      ...base(width, "GBP/MWh", (at) => [
        ["Offers accepted at", half.offer_price[at] === null ? "none" : said(half.offer_price[at])],
        ["Bids accepted at", half.bid_price[at] === null ? "none" : said(half.bid_price[at])],
        ["System price", said(half.system_price[at])],
        ["Market index", said(half.market_index[at])],
      ]),
      series: [
        line("System price", half.system_price, "system", "solid", 1.8),
        line("Market index", half.market_index, "index", "dashed", 1.6),
        accepted("Offers accepted", half.offer_price, "offer", 0),
        accepted("Bids accepted", half.bid_price, "bid", 180),
      ],
    };
  }

  const bars = (name, values, hue) => ({ name, type: "bar", stack: "cash", barCategoryGap: "12%", barMaxWidth: 48, itemStyle: { color: colour(hue) }, data: values });

  function cash(width) {
    return {
      ...base(width, "GBP", (at) => [
        ["Offers (GBP)", said(half.offer_gbp[at])],
        ["Bids (GBP)", said(half.bid_gbp[at])],
        ["Together (GBP)", said(half.gbp[at])],
        ["Cash", half.basis[at]],
      ]),
      series: [bars("Offers", half.offer_gbp, "offer"), bars("Bids", half.bid_gbp, "bid")],
    };
  }

  function daily() {
    const of = (key) => data.days.map((each) => each[key]);
    const made = base(0, "GBP", () => []);
    return {
      ...made,
      dataZoom: [],
      xAxis: { type: "category", data: of("settlement_date"), axisLabel: { color: colour("muted"), hideOverlap: true }, axisLine: { onZero: false, lineStyle: { color: colour("muted") } } },
      tooltip: {
        ...made.tooltip,
        formatter: (params) => {
          const each = data.days[params[0].dataIndex];
          return tip(each.settlement_date, [["Offers (GBP)", said(each.offer_cashflow_gbp)], ["Bids (GBP)", said(each.bid_cashflow_gbp)], ["Together (GBP)", said(each.cashflow_gbp)]]);
        },
      },
      series: [
        bars("Offers", of("offer_cashflow_gbp"), "offer"),
        bars("Bids", of("bid_cashflow_gbp"), "bid"),
        { name: "Together", type: "line", symbol: data.days.length > 62 ? "none" : "circle", lineStyle: { color: colour("ink"), width: 1.5 }, itemStyle: { color: colour("ink") }, data: of("cashflow_gbp") },
      ],
    };
  }

  function mount(id, option) {
    const box = document.getElementById(id);
    if (!box) return;
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    const draw = () => chart.setOption(option(chart.getWidth()), true);
    draw();
    charts.push({ chart, draw });
    chart.on("datazoom", (event) => {
      const zoom = event.batch ? event.batch[0] : event;
      const at = (share, value) => Math.round(value ?? (share / 100) * (count - 1));
      show(at(zoom.start, zoom.startValue), at(zoom.end, zoom.endValue));
    });
    new ResizeObserver(() => {
      if (chart.getWidth() === box.clientWidth) return;
      chart.resize();
      draw();
    }).observe(box);
  }

  function show(low, high) {
    const length = Math.min(Math.max(high - low, 11), count - 1);
    const start = Math.min(Math.max(0, low), count - 1 - length);
    if (start === span.low && start + length === span.high) return;
    span.low = start;
    span.high = start + length;
    for (const { draw } of charts) draw();
    tell();
  }

  function tell() {
    const told = document.getElementById("shown");
    if (!told) return;
    const [first, last] = [half.date[span.low], half.date[span.high]];
    told.textContent = first === last ? first : `${first} to ${last}`;
    for (const button of document.querySelectorAll("button[data-days]")) {
      const wanted = button.dataset.days === "all" ? count : Math.min(count, Number(button.dataset.days) * DAY);
      button.setAttribute("aria-pressed", String(Math.abs(span.high - span.low + 1 - wanted) <= 2));
    }
  }

  for (const button of document.querySelectorAll("button[data-days]")) {
    button.addEventListener("click", () => {
      if (button.dataset.days === "all") return show(0, count - 1);
      const { low } = dayOf(Math.floor((span.low + span.high) / 2));
      return show(low, low + Number(button.dataset.days) * DAY - 1);
    });
  }
  for (const button of document.querySelectorAll("button[data-step]")) {
    button.addEventListener("click", () => {
      const move = Number(button.dataset.step) * (span.high - span.low + 1);
      show(span.low + move, span.high + move);
    });
  }

  mount("levels", levels);
  mount("prices", prices);
  mount("cash", cash);
  mount("daily", daily);
  tell();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(({ draw }) => draw()));
})();
