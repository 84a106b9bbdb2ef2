// Repeating rows of a formset: add, move, drop, and paste a block from a spreadsheet.
import { fresh } from "./dom.js";

function watchBlock(block) {
  const body = block.querySelector("tbody");
  const total = block.querySelector(`[name="${block.dataset.prefix}-TOTAL_FORMS"]`);
  const rows = () => [...body.querySelectorAll("[data-row]")];
  const kept = () => rows().filter((row) => !row.hidden);
  const cells = (row) => [...row.querySelectorAll("td:not(.rows-order):not(.rows-drop)")].map((cell) => cell.querySelector("input, select, textarea"));
  const changed = () => block.dispatchEvent(new Event("input", { bubbles: true }));

  function number() {
    kept().forEach((row, index) => {
      const order = row.querySelector(".rows-order input");
      if (order) {
        order.value = index + 1;
      }
    });
  }

  function add() {
    const row = block.querySelector("template").content.querySelector("[data-row]").cloneNode(true);
    const index = total.value;
    row.innerHTML = row.innerHTML.replace(/__prefix__/g, index);
    total.value = Number(index) + 1;
    body.append(row);
    return row;
  }

  function move(row, step) {
    const all = kept();
    const neighbour = all[all.indexOf(row) + step];
    if (neighbour) {
      body.insertBefore(step < 0 ? row : neighbour, step < 0 ? neighbour : row);
    }
  }

  function drop(row) {
    const all = kept();
    const next = all[all.indexOf(row) + 1] || all[all.indexOf(row) - 1];
    row.querySelector(".rows-drop input[type=checkbox]").checked = true;
    row.hidden = true;
    if (next) {
      next.querySelector("[data-row-drop]").focus();
    }
  }

  block.classList.add("is-live");
  block.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (event.target.closest("[data-row-add]")) {
      cells(add())[0].focus();
    } else if (event.target.closest("[data-row-up]")) {
      move(row, -1);
      event.target.closest("button").focus();
    } else if (event.target.closest("[data-row-down]")) {
      move(row, 1);
      event.target.closest("button").focus();
    } else if (event.target.closest("[data-row-drop]")) {
      drop(row);
    } else {
      return;
    }
    number();
    changed();
  });
  block.addEventListener("paste", (event) => {
    const grid = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    const row = event.target.closest("[data-row]");
    const isProse = event.target.tagName === "TEXTAREA" && grid.every((values) => values.length === 1);
    if (!row || isProse || (grid.length === 1 && grid[0].length === 1)) {
      return;
    }
    event.preventDefault();
    const column = cells(row).indexOf(event.target);
    let place = kept().indexOf(row);
    grid.forEach((values) => {
      const fields = cells(kept()[place] || add());
      values.forEach((value, offset) => fields[column + offset] && (fields[column + offset].value = value.trim()));
      place += 1;
    });
    number();
    changed();
  });
}

export function watchRows(root) {
  fresh(root, "[data-rows]", "rows").forEach(watchBlock);
}
