/* app.js - every page. Nothing here is needed to use the product: a dialog's opener is a link to a
   page that asks the same, and every htmx request also works as a plain link or form. */

/* Dialogs: <a href="/zelfde-vraag/" data-dialog="id"> opens <dialog id="id">; data-close closes. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});

/* Copying: <button data-copy="id" data-copied="Gekopieerd"> copies the text of a field. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) {
    return;
  }
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  } catch {
    field.focus(); /* not allowed here: the text is selected, ready to copy by hand */
  }
});

/* Menus: <details class="app-menu"> closes on Escape and when the reader goes elsewhere. */
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.app-menu[open]")) {
    if (menu !== except) {
      menu.open = false;
    }
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest(".app-menu")));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest(".app-menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.app-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* Errors: a link of the summary (it has autofocus) opens what is folded around the field. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".app-errorlist a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) {
    event.preventDefault();
    field.dispatchEvent(new CustomEvent("app:reveal", { bubbles: true }));
    for (let folded = field.closest("details"); folded; folded = folded.parentElement.closest("details")) {
      folded.open = true;
    }
    field.focus();
  }
});

/* A form is sent once: a second click waits until the page is back. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  if (event.submitter) {
    event.submitter.setAttribute("aria-busy", "true");
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  }
});

/* htmx: an answer that is a whole page (signed out meanwhile, an error) replaces the page. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const isWhole = /^\s*<!doctype/i.test(xhr.responseText);
  if (isWhole && !requestConfig.headers["HX-History-Restore-Request"]) {
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
  }
});

/* htmx: say so while the server cannot be reached. */
const offline = (isOffline) => {
  const notice = document.getElementById("geen-verbinding");
  if (notice) {
    notice.hidden = !isOffline;
  }
};
document.addEventListener("htmx:sendError", () => offline(true));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.triggeringEvent && requestConfig.verb === "get") {
    window.location.assign(xhr.responseURL); /* show the error page itself */
  } else {
    offline(true);
  }
});
document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && offline(false));
