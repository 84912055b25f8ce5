/* form_saving.js - keeps each field of a form as it is filled in: <form data-saves="URL">. The field
   NAME has a hidden n_NAME with the number of what stood there; who sends an older number is told what
   a colleague wrote, and chooses. Without it the form is an ordinary form with a button. */

{ /* a scope of its own: other scripts have these names too */
  const WAIT = 1500;
  const AGAIN = 10000;
  const OFFLINE = "Niet bewaard: geen verbinding; wat je invulde, staat nog hier.";
  const SIGNED_OUT = "Niet bewaard: je bent uitgelogd; wat je invulde, staat nog hier. Log in een ander tabblad weer in.";
  const GONE = "Niet bewaard: je kunt hier niet meer schrijven.";
  const MINE = "Mijn tekst bewaren";
  const THEIRS = "Die van %s nemen";

  const start = (form) => {
    const status = form.querySelector("[data-saved]");
    const timers = new Map();
    const kept = new Map();
    let queue = Promise.resolve();

    const say = (text, isWrong = false) => {
      status.textContent = text;
      status.classList.toggle("app-autosave--wrong", isWrong);
    };

    const valueOf = (name) => {
      const field = form.elements[name];
      if (field.type === "checkbox") {
        return field.checked ? "ja" : "";
      }
      return field.value;
    };

    const post = (name) => {
      const fields = new URLSearchParams({ field: name, value: valueOf(name), seen: form.elements[`n_${name}`].value });
      fields.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      return fetch(form.dataset.saves, { method: "POST", body: fields, redirect: "manual" });
    };

    const choose = (name, answer) => {
      const box = document.createElement("div");
      box.className = "app-autosave app-autosave--restored";
      box.setAttribute("role", "alert");
      const text = document.createElement("span");
      text.textContent = `${answer.said} ${answer.value}`;
      const make = (label, act) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "utrecht-button utrecht-button--subtle";
        button.textContent = label;
        button.addEventListener("click", () => {
          box.remove();
          form.elements[`n_${name}`].value = answer.number;
          act();
        });
        return button;
      };
      const mine = make(MINE, () => save(name, true));
      const theirs = make(THEIRS.replace("%s", answer.name), () => {
        const field = form.elements[name];
        if (field.type === "checkbox") {
          field.checked = answer.value !== "";
        } else {
          field.value = answer.value;
        }
        kept.set(name, valueOf(name));
      });
      box.append(text, mine, theirs);
      const holder = form.querySelector(`#div_id_${name}`) || form;
      holder.append(box);
      mine.focus();
    };

    const send = async (name, isForced) => {
      const value = valueOf(name);
      if (!isForced && kept.get(name) === value) {
        return;
      }
      try {
        const answer = await post(name);
        if (answer.type === "opaqueredirect") {
          say(SIGNED_OUT, true);
          return;
        }
        if (![200, 409].includes(answer.status)) {
          say(GONE, true);
          return;
        }
        const found = await answer.json();
        const isKept = "number" in found && answer.status === 200;
        if (isKept) {
          kept.set(name, value);
          form.elements[`n_${name}`].value = found.number;
        }
        say(answer.status === 409 ? "" : found.said, !isKept);
        if (answer.status === 409) {
          choose(name, found);
        }
      } catch {
        say(OFFLINE, true);
        later(name, AGAIN);
      }
    };

    /* One at a time, so that the number of a field is known before it is sent again. */
    const save = (name, isForced = false) => {
      clearTimeout(timers.get(name));
      queue = queue.then(() => send(name, isForced));
    };

    const later = (name, wait) => {
      clearTimeout(timers.get(name));
      timers.set(name, setTimeout(() => save(name), wait));
    };

    const isSaved = (field) => field.name && `n_${field.name}` in form.elements;

    for (const field of form.elements) {
      if (isSaved(field)) {
        kept.set(field.name, valueOf(field.name));
      }
    }
    form.addEventListener("input", (event) => {
      if (isSaved(event.target)) {
        later(event.target.name, event.target.tagName === "TEXTAREA" || event.target.type === "text" ? WAIT : 0);
      }
    });
    form.addEventListener("focusout", (event) => {
      if (isSaved(event.target)) {
        later(event.target.name, 0);
      }
    });
  };

  document.querySelectorAll("form[data-saves]").forEach(start);
}
