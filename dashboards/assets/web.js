// What the page needs of the browser itself: what the screen is like, copying a link, menus that close.
"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 640px)");
  const device = () => ({ dark: dark.matches, narrow: narrow.matches });
  let later = 0;
  const tell = () => window.dash_clientside.set_props && window.dash_clientside.set_props("device", { data: device() });
  dark.addEventListener("change", tell);
  narrow.addEventListener("change", tell);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    cadreflow: {
      device,
      facts: (facts) => {
        if (!facts) return window.dash_clientside.no_update;
        const root = document.documentElement;
        root.lang = facts.lang;
        root.dataset.theme = facts.theme;
        document.title = facts.title;
        document.body.classList.remove("busy");
        return facts.page;
      },
      // Where the sliders stand goes into the address, a moment after the hand has let go.
      synced: (values, checked, knobs, switches) => {
        clearTimeout(later);
        if (!knobs.length && !switches.length) return window.dash_clientside.no_update;
        later = setTimeout(() => {
          if (location.pathname !== "/what_if") return;
          const said = new URLSearchParams(location.search);
          const stand = [...knobs.map((id, i) => [id.knob, values[i], id.base]), ...switches.map((id, i) => [id.switch, Number(checked[i]), id.base])];
          for (const [name, value, base] of stand) {
            if (value === base || value === null || value === undefined) said.delete(`x.${name}`);
            else said.set(`x.${name}`, value);
          }
          const search = said.size ? `?${said}` : "";
          if (search === location.search) return;
          window.dash_clientside.set_props("synced", { data: search });
          window.dash_clientside.set_props("url", { search });
        }, 600);
        return window.dash_clientside.no_update;
      },
      // City, policy, years and added sliders make another page.
      chosen: (values, ids) => {
        const said = new URLSearchParams(location.search);
        let moved = false;
        ids.forEach((id, i) => {
          const value = values[i];
          if (value === null || value === undefined || value === "" || value === id.at) return;
          said.set(id.set, id.set === "add" && said.get("add") ? `${said.get("add")},${value}` : value);
          moved = true;
        });
        return moved ? `?${said}` : window.dash_clientside.no_update;
      },
    },
  });

  // Tables travel as data; one is built when it is unfolded.
  const filled = new WeakMap();
  const fill = (place) => {
    const said = place.dataset.table;
    if (filled.get(place) === said) return;
    filled.set(place, said);
    const { caption, kinds, head, rows } = JSON.parse(said);
    const make = (name, text, kind) => {
      const made = document.createElement(name);
      made.textContent = text;
      if (kind) made.className = kind;
      return made;
    };
    const table = document.createElement("table");
    table.append(make("caption", caption));
    const top = table.createTHead().insertRow();
    head.forEach((text, at) => { const cell = make("th", text, kinds[at]); cell.scope = "col"; top.append(cell); });
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      row.forEach((text, at) => {
        const cell = make(at ? "td" : "th", text, at ? kinds[at] : "");
        if (!at) cell.scope = "row";
        line.append(cell);
      });
    }
    place.replaceChildren(table);
  };
  const fillOpen = () => document.querySelectorAll("details[open] > [data-table]").forEach(fill);
  document.addEventListener("toggle", fillOpen, true);
  const watch = () => new MutationObserver(fillOpen).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-table"] });
  document.body ? watch() : document.addEventListener("DOMContentLoaded", watch);

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  document.addEventListener("click", (event) => {
    const open = event.target.closest("details.menus, details.sheet");
    const chosen = event.target.closest(".menus .menu a, .sheet nav a");
    for (const menu of document.querySelectorAll("details.menus[open], details.sheet[open]")) {
      if (menu !== open || chosen) menu.open = false;
    }
    const link = event.target.closest("a[href]");
    if (link && !link.hasAttribute("download") && link.pathname !== location.pathname) {
      document.body.classList.add("busy");
      setTimeout(() => document.body.classList.remove("busy"), 8000);
      scrollTo(0, 0);
    }
    const button = event.target.closest("button.copy");
    if (button) {
      const before = button.textContent;
      copy(location.href).then(() => {
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = before; }, 1500);
      });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menus[open], details.sheet[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
