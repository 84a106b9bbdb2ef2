// Finding elements, once each: a part that came twice (htmx) must not be watched twice.
export function fresh(root, selector, key) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches && root.matches(selector)) {
    found.unshift(root);
  }
  return found.filter((element) => {
    const mark = `_${key}`;
    const isNew = !element[mark];
    element[mark] = true;
    return isNew;
  });
}

export function isTyping(event) {
  const { target } = event;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(radio|checkbox)$/.test(target.type);
}

export function say(text, isError = false) {
  const toast = document.createElement("div");
  toast.className = isError ? "toast toast-error" : "toast";
  toast.textContent = text;
  toast.style.paddingRight = "16px";
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), 8000);
}
