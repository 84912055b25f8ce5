/* texts.js - a click on a placeholder puts it where somebody was typing. Without it the list is
   there to copy from. */

let last = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches(".app-texts textarea")) {
    last = event.target;
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) {
    return;
  }
  const field = last && last.isConnected ? last : document.querySelector(".app-texts textarea");
  field.closest("details").open = true; /* what is folded takes no focus */
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
