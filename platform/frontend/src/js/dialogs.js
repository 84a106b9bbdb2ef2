// Dialogs and drawers. Browsers without <dialog> follow the link to the page that does the same.
export function watchDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    const dialog = opener && document.getElementById(opener.dataset.open);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const open = event.target.closest("dialog[open]");
    const isOutside = open && event.target === open && !insideBox(event, open);
    if (open && (event.target.closest("[data-close]") || isOutside)) {
      open.close();
    }
  });
}

function insideBox(event, dialog) {
  const box = dialog.getBoundingClientRect();
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}
