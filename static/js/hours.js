/* hours.js - the week grid by keyboard: Enter goes to the last day that is open, arrows walk, typing
   replaces what a cell holds, Enter saves. On a phone another day shows without losing what was
   typed. Without it every cell is a field of an ordinary form. */

const grid = document.querySelector("form.app-week");

const minutesOf = (text) => {
  const parts = text.trim().split(":");
  const numbers = parts.map(Number);
  if (text.trim() === "" || numbers.some(Number.isNaN)) {
    return 0;
  }
  return parts.length === 2 ? numbers[0] * 60 + numbers[1] : numbers[0];
};

const cellOf = (input) => input.closest("td");
const inputIn = (cell) => cell && cell.querySelector("input.app-week__input");
const isSeen = (input) => input && input.offsetParent !== null;

/* The next field in a direction: rows without one are stepped over. */
const neighbour = (input, rows, columns) => {
  const table = [...grid.querySelectorAll("tr")];
  let row = table.indexOf(input.closest("tr"));
  let column = cellOf(input).cellIndex;
  for (;;) {
    row += rows;
    column += columns;
    const cells = table[row] && table[row].cells;
    if (!cells || column < 1 || (columns && !cells[column])) {
      return null;
    }
    const found = inputIn(cells[column]);
    if (isSeen(found)) {
      return found;
    }
  }
};

const showTotals = () => {
  let week = 0;
  for (const total of grid.querySelectorAll("[data-total-of]:not([data-total-of=''])")) {
    let sum = 0;
    for (const cell of grid.querySelectorAll(`td[data-day="${total.dataset.totalOf}"]:not([data-total-of])`)) {
      const input = inputIn(cell);
      sum += input ? minutesOf(input.value) : Number.parseInt(cell.textContent, 10) || 0;
    }
    total.textContent = String(sum);
    week += sum;
  }
  grid.querySelector("[data-total-of='']").textContent = String(week);
  const hours = (Math.round((week / 60) * 100) / 100).toString().replace(".", ",");
  grid.querySelector("[data-week-total]").textContent = `${hours} uur`;
};

const showDay = (day) => {
  for (const cell of grid.querySelectorAll(".app-week__table [data-day]")) {
    cell.classList.toggle("is-shown", cell.dataset.day === day);
  }
  for (const chip of grid.querySelectorAll(".app-chip[data-day]")) {
    chip.toggleAttribute("aria-current", chip.dataset.day === day);
    if (chip.dataset.day === day) {
      chip.setAttribute("aria-current", "true");
    }
  }
};

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

if (grid) {
  grid.addEventListener("input", showTotals);
  grid.addEventListener("focusin", (event) => {
    if (event.target.matches("input.app-week__input")) {
      event.target.select();
    }
  });
  grid.addEventListener("click", (event) => {
    const chip = event.target.closest(".app-chip[data-day]");
    if (chip) {
      event.preventDefault();
      showDay(chip.dataset.day);
    }
  });
  grid.addEventListener("keydown", (event) => {
    const step = event.target.matches("input.app-week__input") && STEPS[event.key];
    const next = step && neighbour(event.target, ...step);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && document.activeElement === document.body) {
      const day = grid.dataset.shownDay;
      const inputs = [...grid.querySelectorAll("input.app-week__input")];
      const first = inputs.find((input) => cellOf(input).dataset.day === day) || inputs[0];
      if (first) {
        event.preventDefault();
        first.focus();
      }
    }
  });
}
