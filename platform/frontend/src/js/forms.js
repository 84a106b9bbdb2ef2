// Forms: one submission at a time, a guard before leaving, dropped files, filters that apply themselves.
import { fresh } from "./dom.js";

const unsaved = new Set();

export function markSaved(form) {
  unsaved.delete(form);
}

window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) {
    event.preventDefault();
    event.returnValue = "";
  }
});

// Back from the browser's cache: buttons that were busy must be usable again.
window.addEventListener("pageshow", () => document.querySelectorAll("[data-busy-label]").forEach(release));

function release(button) {
  button.removeAttribute("aria-disabled");
  button.textContent = button.dataset.busyLabel;
  delete button.dataset.busyLabel;
  if (button.form) {
    delete button.form.dataset.isSending;
  }
}

function sendOnce(event) {
  const form = event.target;
  if (form.dataset.isSending) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented || form.target === "_blank" || form.hasAttribute("data-download")) {
    return;
  }
  unsaved.delete(form);
  const button = event.submitter;
  if ((form.getAttribute("method") || "").toLowerCase() !== "post" || !button || form.closest("[hx-post]")) {
    return;
  }
  form.dataset.isSending = "1";
  // After the browser has collected the form: a disabled button would not be sent along.
  setTimeout(() => {
    button.dataset.busyLabel = button.textContent;
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy || "正在提交…";
  });
}

document.addEventListener("submit", sendOnce);

function watchDrop(zone) {
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-dropzone-name]");
  const invitation = name.textContent;
  zone.classList.add("is-live");
  const show = () => {
    name.textContent = [...input.files].map((file) => file.name).join("、") || invitation;
  };
  input.addEventListener("change", show);
  ["dragenter", "dragover", "dragleave", "drop"].forEach((kind) =>
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }),
  );
}

function watchFilter(form) {
  form.addEventListener("change", (event) => event.target.matches("select, [type=date]") && form.requestSubmit());
  form.addEventListener("submit", () => {
    form.querySelectorAll("input, select").forEach((field) => !field.value && (field.disabled = true));
  });
}

export function watchForms(root) {
  fresh(root, "[data-dropzone]", "drop").forEach(watchDrop);
  fresh(root, "[data-filter]", "filter").forEach(watchFilter);
  fresh(root, "form[data-guard], form[data-autosave]", "guard").forEach((form) => form.addEventListener("input", () => unsaved.add(form)));
}
