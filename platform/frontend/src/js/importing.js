// Two panes that point at each other: a source line and the record read from it. J goes to the next doubt.
import { fresh, isTyping } from "./dom.js";

function link(panes) {
  const linesOf = (record) => [...panes.querySelectorAll(`[data-target="${record.id}"]`)];
  const mark = (record, isFromLine) => {
    panes.querySelectorAll(".is-current").forEach((element) => element.classList.remove("is-current"));
    const lines = linesOf(record);
    [record, ...lines].forEach((element) => element.classList.add("is-current"));
    const group = record.closest("details");
    if (group) {
      group.open = true;
    }
    const other = isFromLine ? record : lines[0];
    if (other) {
      other.scrollIntoView({ block: "nearest" });
    }
  };
  panes.addEventListener("click", (event) => {
    const line = event.target.closest("[data-target]");
    const record = line ? document.getElementById(line.dataset.target) : event.target.closest("[data-record]");
    if (record) {
      mark(record, Boolean(line));
    }
  });
  panes.addEventListener("focusin", (event) => {
    const record = event.target.closest("[data-record]");
    if (record && !record.classList.contains("is-current")) {
      mark(record, false);
    }
  });
  const next = () => {
    const doubts = [...panes.querySelectorAll("[data-record][data-doubt]")];
    const following = doubts[(doubts.findIndex((record) => record.classList.contains("is-current")) + 1) % doubts.length];
    if (following) {
      mark(following, false);
      following.scrollIntoView({ block: "center" });
      const answer = following.querySelector("button, input, select, a");
      if (answer) {
        answer.focus({ preventScroll: true });
      }
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "j" && !isTyping(event) && !event.ctrlKey && !event.metaKey) {
      next();
    }
  });
  document.querySelectorAll("[data-next-doubt]").forEach((button) => button.addEventListener("click", next));
}

export function watchImport(root) {
  fresh(root, "[data-linked-panes]", "linked").forEach(link);
}
