"use strict";
// Search and filters over the rows of a page, kept in its address; keys as keys.html.j2 lists them.
(() => {
  const rows = [...document.querySelectorAll("table.requirements tbody tr")];
  const search = document.getElementById("search");
  const selects = [...document.querySelectorAll("select[data-filter]")];
  const count = document.getElementById("count");
  const list = document.getElementById("requirements");
  const help = document.getElementById("help");
  const texts = rows.map((row) => row.textContent.toLowerCase());
  let current = -1;

  const shown = () => rows.filter((row) => !row.hidden);

  function apply() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter(({ value }) => value);
    rows.forEach((row, index) => {
      const fits = wanted.every(({ value, dataset }) => row.dataset[dataset.filter].split("|").includes(value));
      row.hidden = !(fits && words.every((word) => texts[index].includes(word)));
    });
    document.querySelectorAll("section.group").forEach((section) => {
      section.hidden = !section.querySelector("tbody tr:not([hidden])");
    });
    selects.forEach((select) => select.classList.toggle("set", Boolean(select.value)));
    count.textContent = `${shown().length.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
    mark(-1);
  }

  function remember() {
    apply();
    const state = new URLSearchParams();
    if (search.value) state.set("q", search.value);
    selects.forEach(({ value, dataset }) => value && state.set(dataset.filter, value));
    history.replaceState(null, "", String(state) ? `#${state}` : location.pathname + location.search);
  }

  function restore() {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) { apply(); return false; }
    const state = new URLSearchParams(hash);
    search.value = state.get("q") ?? "";
    selects.forEach((select) => {
      select.value = state.get(select.dataset.filter) ?? "";
      if (select.selectedIndex < 0) select.value = "";
    });
    apply();
    return Boolean(hash);
  }

  function mark(index) {
    rows.forEach((row) => row.classList.remove("current"));
    const here = shown();
    current = Math.max(-1, Math.min(index, here.length - 1));
    if (current < 0) return;
    here[current].classList.add("current");
    here[current].querySelector("a").focus({ preventScroll: true });
    here[current].scrollIntoView({ block: "center" });
  }

  function clear() {
    search.value = "";
    selects.forEach((select) => { select.value = ""; });
    remember();
  }

  function follow(key) {
    const link = document.querySelector(`nav a[data-key="${CSS.escape(key)}"]`);
    if (link) link.click();
    return Boolean(link);
  }

  const move = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const turn = { ArrowRight: "n", ArrowLeft: "p" };

  function inSearch(event) {
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); mark(0); }
    if (event.key === "Escape") { clear(); search.blur(); }
  }

  function onPage(event) {
    const key = event.key;
    if (key === "?") {
      help.showModal();
    } else if (key === "/") {
      event.preventDefault();
      if (search) search.focus(); else location.href = `${document.body.dataset.root}index.html#search`;
    } else if (rows.length && key in move) {
      if (key.length > 1 && current < 0) return;
      event.preventDefault();
      mark(Math.max(0, current + move[key]));
    } else if (key === "Escape" && search) {
      clear();
    } else if (key === "b") {
      history.back();
    } else if (event.target.closest(".scroll, pre") === null || !(key in turn)) {
      if (follow(turn[key] ?? key)) event.preventDefault();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target === search) inSearch(event);
    else if (!event.target.matches("input, select") || event.key === "Escape") onPage(event);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("table.requirements tbody tr");
    if (!row) return;
    rows.forEach((one) => one.classList.toggle("current", one === row));
    current = shown().indexOf(row);
  });
  document.getElementById("keys").addEventListener("click", () => help.showModal());
  help.addEventListener("click", (event) => { if (event.target === help) help.close(); });

  if (search) {
    search.addEventListener("input", remember);
    selects.forEach((select) => select.addEventListener("change", remember));
    const form = document.getElementById("filters");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
    window.addEventListener("hashchange", () => { if (restore()) list.scrollIntoView(); });
    const fresh = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    if (restore() && fresh) list.scrollIntoView();
    if (location.hash === "#search") search.focus();
  }
})();
