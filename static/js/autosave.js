/* autosave.js - keeps a long text as a draft while it is typed: <textarea data-autosave="place"
   data-autosave-url="…">. A draft that was kept before comes with the page in data-draft. Without
   it the form is an ordinary form. */

{ /* a scope of its own: other scripts have these names too */
  const WAIT = 2000;
  const SOON = 300; /* after leaving the field: long enough to see that the form itself is sent */
  const AGAIN = 10000;
  const SMALL = 15000; /* characters that a browser still sends while a tab closes */
  const OFFLINE = "Niet bewaard: geen verbinding; je tekst staat nog hier.";
  const SIGNED_OUT = "Niet bewaard: je bent uitgelogd; je tekst staat nog hier. Log in een ander tabblad weer in.";
  const GONE = "Niet bewaard: je kunt hier niet meer schrijven. Kopieer je tekst als je die nog nodig hebt.";
  const RESTORED = "Hier staat je concept van %s weer. Het is nog niet opgeslagen.";
  const THROW = "Concept weggooien";
  const THROWN = "Je concept is weggegooid.";
  const BACK = "Toch terugzetten";

  const make = (tag, css, text = "") => {
    const element = document.createElement(tag);
    element.className = css;
    element.textContent = text;
    return element;
  };

  const start = (area) => {
    const form = area.form;
    const seenField = form.elements[area.dataset.autosaveSeen || "seen"];
    const status = make("p", "app-autosave");
    status.setAttribute("role", "status");
    area.insertAdjacentElement("afterend", status);
    let kept = area.value;
    let timer = 0;
    let isSent = false;
    let sending = null;

    const say = (text, isWrong = false) => {
      status.textContent = text;
      status.classList.toggle("app-autosave--wrong", isWrong);
    };

    const body = (more) => {
      const fields = new URLSearchParams({ plaats: area.dataset.autosave, veld: area.name, ...more });
      fields.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      return fields;
    };

    const post = (more, isLast = false) => fetch(area.dataset.autosaveUrl, {
      method: "POST",
      body: body(more),
      redirect: "manual",
      keepalive: isLast && area.value.length < SMALL,
      signal: sending.signal,
    });

    const later = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    };

    const save = async (isLast = false) => {
      clearTimeout(timer);
      if (isSent || area.value === kept) {
        return;
      }
      if (sending) {
        sending.abort();
      }
      const mine = new AbortController();
      sending = mine;
      const text = area.value;
      try {
        const answer = await post({ tekst: text, gezien: seenField ? seenField.value : "" }, isLast === true);
        if (answer.ok) {
          kept = text;
          say(await answer.text());
        } else if (answer.status === 400) {
          say(await answer.text(), true);
        } else {
          say(answer.type === "opaqueredirect" ? SIGNED_OUT : GONE, true);
        }
      } catch (error) {
        if (error.name !== "AbortError") {
          say(OFFLINE, true);
          later(AGAIN);
        }
      }
      if (sending === mine) {
        sending = null;
      }
    };

    const throwAway = async () => {
      sending = new AbortController();
      try {
        await post({ weg: "1" });
      } catch {
        say(OFFLINE, true);
      }
      sending = null;
    };

    /* Put the draft back, and let the reader throw it away, and take that back. */
    const restore = () => {
      const stood = area.value;
      const draft = area.dataset.draft;
      const version = seenField && seenField.value;
      if (draft === stood) {
        throwAway();
        return;
      }
      const notice = make("div", "app-autosave app-autosave--restored");
      notice.setAttribute("role", "status");
      const sentence = make("span", "");
      const button = make("button", "utrecht-button utrecht-button--subtle");
      button.type = "button";
      notice.append(sentence, button);
      area.insertAdjacentElement("beforebegin", notice);
      const put = (isDraft) => {
        area.value = isDraft ? draft : stood;
        if (seenField) {
          seenField.value = isDraft && area.dataset.draftSeen ? area.dataset.draftSeen : version;
        }
        sentence.textContent = isDraft ? RESTORED.replace("%s", area.dataset.draftAt) : THROWN;
        button.textContent = isDraft ? THROW : BACK;
        say("");
      };
      let isShown = true;
      put(isShown);
      kept = draft;
      button.addEventListener("click", async () => {
        clearTimeout(timer);
        isShown = !isShown;
        put(isShown);
        if (isShown) {
          kept = stood;
          save();
        } else {
          kept = area.value;
          await throwAway();
        }
        area.focus();
      });
    };

    if (area.dataset.draft !== undefined) {
      restore();
    }
    area.addEventListener("input", () => later(WAIT));
    area.addEventListener("blur", () => later(SOON));
    window.addEventListener("online", save);
    document.addEventListener("visibilitychange", () => document.hidden && save(true));
    window.addEventListener("pagehide", () => save(true));
    form.addEventListener("submit", () => {
      isSent = true;
      clearTimeout(timer);
      if (sending) {
        sending.abort();
      }
    });
    window.addEventListener("pageshow", () => { isSent = false; });
  };

  document.querySelectorAll("textarea[data-autosave]").forEach(start);
}
