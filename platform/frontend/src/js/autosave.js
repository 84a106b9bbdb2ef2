// Drafts that save themselves: 12 s after the last key and on leaving a field, with the version guarding.
import { fresh } from "./dom.js";
import { markSaved } from "./forms.js";

const PAUSE = 12000;

function tell(form, text, isConflict) {
  form.querySelectorAll("[data-autosave-state]").forEach((place) => {
    place.textContent = text;
    place.classList.add("save-state");
    place.classList.toggle("is-conflict", Boolean(isConflict));
    place.setAttribute("role", "status");
  });
}

async function save(form, state) {
  if (state.isSaving || state.isStopped || !state.isChanged || form.dataset.isSending) {
    return;
  }
  state.isSaving = true;
  state.isChanged = false;
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json", "X-Requested-With": "autosave" },
      credentials: "same-origin",
    });
    const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    if (answer.ok) {
      if (said.version !== undefined && form.elements.version) {
        form.elements.version.value = said.version;
      }
      if (!state.isChanged) {
        markSaved(form);
      }
      tell(form, `已于${said.saved_at || new Date().toTimeString().slice(0, 5)}自动保存`);
    } else if (answer.status === 409) {
      state.isStopped = true;
      tell(form, said.message || "这份内容刚被别人改过。请先复制自己的修改，再刷新本页。", true);
    } else {
      tell(form, said.message || "没有保存：请检查内容后再试。", true);
    }
  } catch (error) {
    state.isChanged = true;
    tell(form, "网络不通，稍后再试着保存。", true);
  }
  state.isSaving = false;
  if (state.submitter) {
    const button = state.submitter;
    state.submitter = null;
    form.requestSubmit(button);
  }
}

// Pressing a button while a save is under way would send the old version and meet a conflict with oneself: wait.
function sendAfterSaving(event, state) {
  clearTimeout(state.timer);
  state.isChanged = false;
  if (state.isSaving && event.submitter) {
    event.preventDefault();
    event.stopImmediatePropagation();
    state.submitter = event.submitter;
  }
}

export function watchAutosave(root) {
  fresh(root, "form[data-autosave]", "autosave").forEach((form) => {
    const state = {};
    form.addEventListener("input", () => {
      state.isChanged = true;
      clearTimeout(state.timer);
      state.timer = setTimeout(() => save(form, state), PAUSE);
    });
    form.addEventListener("submit", (event) => sendAfterSaving(event, state), true);
    form.addEventListener("focusout", (event) => !(event.relatedTarget && event.relatedTarget.type === "submit") && save(form, state));
    form.addEventListener("change", (event) => /^(radio|checkbox|select-one)$/.test(event.target.type) && save(form, state));
  });
}
