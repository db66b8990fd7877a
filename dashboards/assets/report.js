"use strict";
// The page holds each figure once, for English, light colours and a wide screen, and beside it what
// differs for the other language, a narrow screen and dark colours. Figures and plotly are packed.
(() => {
  let arrays = [];
  let figures = null; // until they are unpacked
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const NARROW = 900; // below it panels stand in one column; Python leaves room for labels from here on
  const PRINT_WIDTH = 1000; // the style sheet shrinks charts to the width of the paper
  const state = { language: root.lang.startsWith("zh") ? "zh" : "en", theme: "auto", policy: null, printing: false };

  const kept = {
    get(name) { try { return localStorage.getItem("cadreflow." + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("cadreflow." + name, value); } catch { /* a mailed file may not keep anything */ } },
  };

  async function unpacked(name) {
    const letters = atob(document.getElementById(name).textContent);
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  // Long arrays stand once in a pool: {"$": 3} is the third, {"$": [3, 4]} pairs of the third and fourth.
  function filled(value) {
    if (Array.isArray(value)) return value.map(filled);
    if (value === null || typeof value !== "object") return value;
    if ("$" in value) {
      const at = value.$;
      return Array.isArray(at) ? arrays[at[0]].map((low, i) => [low, arrays[at[1]][i]]) : arrays[at];
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each)]));
  }

  function patched(figure, changes) {
    for (const [path, value] of changes) {
      let at = figure;
      for (const step of path.slice(0, -1)) at = at[step];
      const last = path[path.length - 1];
      if (value === undefined) delete at[last]; else at[last] = value;
    }
    return figure;
  }

  // Returns the figure for one view; tests call it to compare with what Python draws.
  function figureFor(name, language, scheme, narrow) {
    const entry = figures[name];
    const copy = () => JSON.parse(JSON.stringify(entry));
    const { base, views, dark: colours } = copy();
    const worded = language + (narrow ? "-narrow" : "");
    patched(base, views[worded] || []);
    if (scheme === "dark") patched(base, colours);
    return filled(base);
  }

  function scheme() {
    if (state.printing) return "light";
    return state.theme === "auto" ? (dark.matches ? "dark" : "light") : state.theme;
  }

  function draw(chart) {
    const width = state.printing ? PRINT_WIDTH : chart.clientWidth;
    if (!width || !figures) return;
    const figure = figureFor(chart.dataset.figure, state.language, scheme(), width < NARROW);
    figure.layout.width = width;
    chart.style.height = figure.layout.height + "px";
    chart.querySelectorAll(".wait").forEach((each) => each.remove());
    Plotly.react(chart, figure.data, figure.layout, { displayModeBar: false, responsive: false });
    chart.dataset.drawn = String(width);
  }

  const charts = [...document.querySelectorAll(".chart")];
  const seen = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      seen.add(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "600px" });
  const redraw = () => seen.forEach(draw);

  // What is in sight is drawn first, the rest of what is shown one after the other while nothing else happens.
  function drawRest() {
    const next = figures && charts.find((chart) => chart.offsetParent && !seen.has(chart));
    if (!next) return;
    watcher.unobserve(next);
    seen.add(next);
    draw(next);
    setTimeout(drawRest, 30);
  }

  function pressed(attribute, value) {
    for (const button of document.querySelectorAll(`[${attribute}]`)) {
      button.setAttribute("aria-pressed", String(button.getAttribute(attribute) === value));
    }
  }

  function setLanguage(language) {
    state.language = language;
    root.lang = language === "zh" ? "zh-Hans" : "en";
    const title = document.querySelector("title");
    document.title = title.dataset[language];
    pressed("data-language", language);
    redraw();
  }

  function setTheme(theme) {
    state.theme = theme;
    root.dataset.theme = theme;
    pressed("data-theme-choice", theme);
    redraw();
  }

  function setPolicy(policy) {
    state.policy = policy;
    for (const variant of document.querySelectorAll(".variant[data-policy]")) {
      variant.hidden = variant.dataset.policy !== policy;
    }
    pressed("data-show", policy);
    redraw();
    setTimeout(drawRest, 300);
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // A spreadsheet runs cells that begin like a formula: such text gets an apostrophe in front.
  function cell(text) {
    const plain = text.trim().replace(/^−/, "-");
    const isNumber = /^[-+]?[\d.,]+%?$/.test(plain);
    const safe = !isNumber && /^[=+\-@\t\r]/.test(plain) ? "'" + plain : plain;
    return '"' + safe.replaceAll('"', '""') + '"';
  }

  function spoken(element) {
    const copy = element.cloneNode(true);
    const other = state.language === "zh" ? "en" : "zh";
    copy.querySelectorAll(`span[lang="${other}"]`).forEach((each) => each.remove());
    return copy.textContent;
  }

  function saveTable(button) {
    const table = button.closest(".variant").querySelector("table");
    const lines = [...table.rows].map((row) => [...row.cells].map((each) => cell(spoken(each))).join(","));
    save(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }), button.dataset.save + ".csv");
  }

  function saveImage(button) {
    const chart = button.closest(".variant").querySelector(".chart");
    const { layout } = chart;
    Plotly.downloadImage(chart, { format: "svg", filename: button.dataset.save, width: layout.width, height: layout.height });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) {
      if (event.target.closest(".sheet a")) document.querySelector(".sheet").open = false;
      return;
    }
    const { language, themeChoice, show, save: name, as } = button.dataset;
    if (language) { setLanguage(language); kept.set("language", language); }
    if (themeChoice) { setTheme(themeChoice); kept.set("theme", themeChoice); }
    if (show) setPolicy(show);
    if (name) (as === "table" ? saveTable : saveImage)(button);
  });

  dark.addEventListener("change", redraw);
  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => seen.forEach((chart) => { if (String(chart.clientWidth) !== chart.dataset.drawn) draw(chart); }), 150);
  });

  let opened = [];
  function beginPrint() {
    if (state.printing) return;
    state.printing = true;
    opened = [...document.querySelectorAll("details.paper:not([open])")];
    opened.forEach((each) => { each.open = true; });
    charts.filter((chart) => chart.offsetParent).forEach(draw);
  }
  function endPrint() {
    state.printing = false;
    opened.forEach((each) => { each.open = false; });
    redraw();
  }
  window.addEventListener("beforeprint", beginPrint);
  window.addEventListener("afterprint", endPrint);

  // A browser that cannot unpack still shows every sentence and table, and says what is missing.
  function sayOld() {
    for (const chart of charts) {
      const [wait, old] = chart.querySelectorAll(".wait");
      wait.hidden = true;
      old.hidden = false;
    }
  }

  async function start() {
    if (typeof DecompressionStream === "undefined") { sayOld(); return; }
    const [script, data] = await Promise.all([unpacked("plotly"), unpacked("figures")]);
    const element = document.createElement("script");
    element.textContent = script;
    document.head.append(element);
    const content = JSON.parse(data);
    arrays = content.arrays;
    figures = content.figures;
    window.cadreflow = { figureFor };
    charts.forEach((chart) => watcher.observe(chart));
    setTimeout(drawRest, 300);
  }

  // The bar may take two lines: what is jumped to must come out below it.
  const bar = document.querySelector(".bar");
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
  }).observe(bar);

  setTheme(kept.get("theme") || "auto");
  const asked = new URLSearchParams(location.search).get("language");
  setLanguage(asked || kept.get("language") || state.language);
  const first = document.querySelector("[data-show][aria-pressed='true']");
  if (first) setPolicy(first.dataset.show);
  document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
  if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  start();
})();
