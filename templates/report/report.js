"use strict";
// Search and filters over the rows of a page; / searches, j and k move, Enter opens, Escape clears, n p u turn pages.
(() => {
  const rows = [...document.querySelectorAll("table.requirements tbody tr")];
  const search = document.getElementById("search");
  const selects = [...document.querySelectorAll("select[data-filter]")];
  const count = document.getElementById("count");
  const texts = rows.map((row) => row.textContent.toLowerCase());
  let current = -1;

  const shown = () => rows.filter((row) => !row.hidden);

  function apply() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, index) => {
      const fits = selects.every(({ value, dataset }) => {
        const have = row.dataset[dataset.filter];
        return !value || (dataset.filter === "level" ? have.split(", ").includes(value) : have === value);
      });
      row.hidden = !(fits && words.every((word) => texts[index].includes(word)));
    });
    document.querySelectorAll("main section").forEach((section) => {
      section.hidden = !section.querySelector("tbody tr:not([hidden])");
    });
    count.textContent = `${shown().length} of ${rows.length}`;
    mark(-1);
    const state = new URLSearchParams();
    if (search.value) state.set("q", search.value);
    selects.forEach(({ value, dataset }) => value && state.set(dataset.filter, value));
    history.replaceState(null, "", `#${state}`);
  }

  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    search.value = state.get("q") ?? "";
    selects.forEach((select) => { select.value = state.get(select.dataset.filter) ?? ""; });
    apply();
  }

  function mark(index) {
    rows.forEach((row) => row.classList.remove("current"));
    const list = shown();
    current = Math.max(-1, Math.min(index, list.length - 1));
    if (current < 0) return;
    list[current].classList.add("current");
    list[current].querySelector("a").focus({ preventScroll: true });
    list[current].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select");
    if (event.key === "Escape" && search) {
      search.value = "";
      selects.forEach((select) => { select.value = ""; });
      search.blur();
      apply();
    } else if (typing) {
      if (event.key === "Enter") { event.preventDefault(); mark(0); }
    } else if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "j") {
      mark(current + 1);
    } else if (event.key === "k") {
      mark(Math.max(0, current - 1));
    } else {
      document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`)?.click();
    }
  });

  if (search) {
    search.addEventListener("input", apply);
    selects.forEach((select) => select.addEventListener("change", apply));
    document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
    restore();
  }
})();
