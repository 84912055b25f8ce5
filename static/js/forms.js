/* forms.js - tabs and rows of a formset. Without it all tabs stand below each other, and the rows
   that the server sent can be filled in. */

const startTabs = (holder) => {
  const panels = [...holder.querySelectorAll(".app-tabs__panel")];
  const tabs = [...holder.querySelectorAll(".app-tabs__link")];
  const show = (index) => {
    tabs.forEach((tab, place) => {
      tab.setAttribute("aria-selected", String(place === index));
      tab.tabIndex = place === index ? 0 : -1;
      panels[place].hidden = place !== index;
    });
  };
  const list = holder.querySelector(".app-tabs__list");
  list.setAttribute("role", "tablist");
  for (const item of list.children) {
    item.setAttribute("role", "presentation");
  }
  tabs.forEach((tab, index) => {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panels[index].id);
    tab.id = tab.id || `${panels[index].id}-tab`;
    panels[index].setAttribute("role", "tabpanel");
    panels[index].setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(index);
    });
    panels[index].addEventListener("app:reveal", () => show(index));
  });
  list.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length };
    if (event.key in steps) {
      event.preventDefault();
      const now = tabs.indexOf(document.activeElement);
      const next = Math.abs(steps[event.key]) === 1
        ? (now + steps[event.key] + tabs.length) % tabs.length
        : event.key === "Home" ? 0 : tabs.length - 1;
      show(next);
      tabs[next].focus();
    }
  });
  show(Math.max(0, panels.findIndex((panel) => panel.dataset.open === "true")));
  holder.classList.add("app-tabs--live");
};

/* <button data-add-form="PREFIX"> adds a copy of <template id="PREFIX-leeg"> before itself. */
const addForm = (button) => {
  const prefix = button.dataset.addForm;
  const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
  const most = document.getElementById(`id_${prefix}-MAX_NUM_FORMS`);
  const number = Number(total.value);
  const holder = document.createElement("template");
  holder.innerHTML = document.getElementById(`${prefix}-leeg`).innerHTML.replaceAll("__prefix__", number);
  const row = holder.content.firstElementChild;
  const title = row.querySelector("[data-number]");
  if (title) {
    title.textContent = String(number + 1);
  }
  document.getElementById(`${prefix}-rijen`).append(row);
  total.value = String(number + 1);
  button.hidden = most && number + 1 >= Number(most.value);
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
};

/* <input data-check-all="NAME"> ticks or clears all boxes of that name in its form, and shows
   whether all of them, some or none are ticked; a form may have one for the desk and one for a phone. */
const boxesOf = (all) => [...all.form.querySelectorAll(`input[name="${all.dataset.checkAll}"]`)];
const showAll = (all) => {
  const ticked = boxesOf(all).filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxesOf(all).length;
  all.indeterminate = ticked > 0 && !all.checked;
};
document.addEventListener("change", (event) => {
  const { form, dataset } = event.target;
  if (dataset.checkAll) {
    for (const box of boxesOf(event.target)) {
      box.checked = event.target.checked;
    }
  }
  if (form) {
    form.querySelectorAll("[data-check-all]").forEach(showAll);
  }
});

const start = (root) => {
  root.querySelectorAll(".app-tabs:not(.app-tabs--live)").forEach(startTabs);
  root.querySelectorAll("[data-add-form]").forEach((button) => { button.hidden = false; });
  root.querySelectorAll("[data-check-all]").forEach(showAll);
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-form]");
  if (button) {
    addForm(button);
  }
});
document.addEventListener("DOMContentLoaded", () => start(document));
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
