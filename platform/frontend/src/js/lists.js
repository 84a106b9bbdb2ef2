// Lists: tick all, count what is ticked, keep the bar of acts out of sight until it is needed.
import { fresh } from "./dom.js";

function watchBulk(bar) {
  const form = bar.closest("form");
  const all = form.querySelector("[data-check-all]");
  const ticks = () => [...form.querySelectorAll("tbody [data-tick]")];
  const show = () => {
    const chosen = ticks().filter((tick) => tick.checked);
    ticks().forEach((tick) => tick.closest("tr").classList.toggle("is-selected", tick.checked));
    bar.hidden = chosen.length === 0;
    bar.querySelector("[data-bulk-count]").textContent = chosen.length;
    bar.querySelectorAll("[data-bulk-label]").forEach((button) => {
      button.textContent = `${button.dataset.bulkLabel}${chosen.length}${bar.dataset.unit}`;
    });
    if (all) {
      const usable = ticks().filter((tick) => !tick.disabled);
      all.checked = usable.length > 0 && chosen.length === usable.length;
      all.indeterminate = chosen.length > 0 && chosen.length < usable.length;
    }
  };
  const tickAll = (isOn) => {
    ticks().forEach((tick) => !tick.disabled && (tick.checked = isOn));
    show();
  };
  bar.classList.add("is-live");
  form.addEventListener("change", (event) => (event.target === all ? tickAll(all.checked) : show()));
  bar.querySelector("[data-bulk-clear]").addEventListener("click", () => tickAll(false));
  show();
}

// Old Safari forgets what a table is once rows are drawn as cards.
function nameRoles(table) {
  const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  table.setAttribute("role", "table");
  table.querySelectorAll("thead, tbody, tr, td, th").forEach((part) => {
    part.setAttribute("role", part.tagName === "TH" ? (part.scope === "row" ? "rowheader" : "columnheader") : roles[part.tagName]);
  });
}

export function watchLists(root) {
  fresh(root, "[data-bulk]", "bulk").forEach(watchBulk);
  fresh(root, ".table-cards", "roles").forEach(nameRoles);
}
