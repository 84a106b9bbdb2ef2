// The reviewer's page: keys 1–4 and arrows on the rubric, totals as one goes, remarks that do not overlap.
import { fresh, isTyping } from "./dom.js";

const GAP = 8;

function points(criterion) {
  const chosen = criterion.querySelector("input[type=radio]:checked");
  return chosen ? Number(chosen.dataset.points) : null;
}

function isSkipped(criterion) {
  const skip = criterion.querySelector("[data-skip]");
  return Boolean(skip && skip.checked);
}

function show(rubric) {
  const all = [...rubric.querySelectorAll("[data-criterion]")];
  const counted = all.filter((criterion) => !isSkipped(criterion));
  all.forEach((criterion) => {
    const score = points(criterion);
    criterion.querySelector("[data-score]").textContent = isSkipped(criterion) ? "不适用" : score === null ? "—" : score;
    const chosen = criterion.querySelector("input[type=radio]:checked");
    const line = criterion.querySelector("[data-help-line]");
    if (chosen && line && chosen.dataset.help) {
      line.textContent = chosen.dataset.help;
    }
    const reason = criterion.querySelector("[data-reason]");
    if (reason) {
      reason.hidden = !reason.value && (score === null || score >= Number(criterion.dataset.maximum) || isSkipped(criterion));
    }
  });
  const sharing = counted.filter((criterion) => !("apart" in criterion.dataset));
  const open = counted.filter((criterion) => points(criterion) === null).length;
  const got = sharing.reduce((sum, criterion) => sum + (points(criterion) || 0), 0);
  const most = sharing.reduce((sum, criterion) => sum + Number(criterion.dataset.maximum), 0);
  rubric.querySelector("[data-total]").textContent = Math.round(got * 10) / 10;
  rubric.querySelector("[data-total-maximum]").textContent = most;
  rubric.querySelector("[data-left]").textContent = open ? `还差${open}项未评` : "各项已评";
}

function watchKeys(rubric) {
  const all = [...rubric.querySelectorAll("[data-criterion]:not([disabled])")];
  const current = () => Math.max(0, all.findIndex((criterion) => criterion.classList.contains("is-current")));
  const go = (index, isMoved) => {
    const target = all[Math.min(all.length - 1, Math.max(0, index))];
    all.forEach((criterion) => criterion.classList.toggle("is-current", criterion === target));
    if (isMoved) {
      const level = target.querySelector("input[type=radio]:checked") || target.querySelector("input[type=radio]");
      level.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest" });
    }
  };
  rubric.addEventListener("focusin", (event) => {
    const criterion = event.target.closest("[data-criterion]");
    if (criterion) {
      go(all.indexOf(criterion), false);
    }
  });
  rubric.addEventListener("change", () => show(rubric));
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || !rubric.isConnected || !all.length) {
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const form = rubric.closest("form");
      form.requestSubmit(form.querySelector("[data-save-next]") || undefined);
    } else if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (/^[1-9]$/.test(event.key)) {
      const level = all[current()].querySelectorAll("input[type=radio]")[Number(event.key) - 1];
      if (level) {
        level.checked = true;
        ["input", "change"].forEach((kind) => level.dispatchEvent(new Event(kind, { bubbles: true })));
      }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      go(current() + (event.key === "ArrowDown" ? 1 : -1), true);
    } else if (event.key.toLowerCase() === "r") {
      const remark = document.querySelector("[data-remark-open]");
      if (remark) {
        event.preventDefault();
        remark.click();
      }
    }
  });
}

// Two remarks on neighbouring lines would lie on each other: the later one moves down.
export function placeRemarks(root) {
  fresh(root, "[data-sheet]", "remarks").forEach((sheet) => {
    const place = () => {
      let floor = 0;
      sheet.querySelectorAll("[data-remark]").forEach((remark) => {
        remark.style.transform = "";
        const box = remark.getBoundingClientRect();
        const push = Math.max(0, floor - box.top);
        remark.style.transform = push ? `translateY(${push}px)` : "";
        floor = box.bottom + push + GAP;
      });
      sheet.style.minHeight = floor ? `${floor - sheet.getBoundingClientRect().top + GAP}px` : "";
    };
    place();
    window.addEventListener("resize", place);
  });
}

export function watchReview(root) {
  fresh(root, "[data-rubric]", "rubric").forEach((rubric) => {
    show(rubric);
    watchKeys(rubric);
  });
}
