// The frame: search key, large type, menus that close, notices that fade.
const YEAR = 365 * 24 * 3600;

function switchType() {
  const isLarge = document.documentElement.dataset.type === "large";
  if (isLarge) {
    delete document.documentElement.dataset.type;
  } else {
    document.documentElement.dataset.type = "large";
  }
  document.cookie = `type_size=${isLarge ? "" : "large"};path=/;max-age=${isLarge ? 0 : YEAR};samesite=lax`;
  window.dispatchEvent(new Event("resize"));
}

function closeMenus(except) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => menu !== except && menu.removeAttribute("open"));
}

// Copies the text of the part that the button names; says so on the button. Without clipboard rights the text is marked.
async function copyPart(button) {
  const part = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(part.innerText);
    button.textContent = button.dataset.copied;
  } catch {
    window.getSelection().selectAllChildren(part);
  }
}

function fade(toast) {
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : toast.remove());
  setTimeout(leave, 8000);
}

export function watchShell() {
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-search]");
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) {
        closeMenus();
        menu.querySelector("summary").focus();
      }
    }
  });
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-dismiss]")) {
      event.target.closest(".toast").remove();
    }
    if (event.target.closest("[data-type-toggle]")) {
      event.preventDefault();
      switchType();
    }
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      copyPart(copier);
    }
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details[data-print-open]").forEach((part) => {
      part.open = true;
    });
  });
  document.querySelectorAll("[data-fades]").forEach(fade);
  const focused = document.querySelector("[data-focus]");
  if (focused) {
    focused.focus();
  }
}
