export const byId = (id) => document.getElementById(id);

/** Makes an element; what is text stays text, so that nothing from an answer is ever read as HTML. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Shows the outcome of an action at the foot of its card. */
export function tell(id, kind, text) {
  const place = byId(id);
  place.dataset.kind = kind;
  place.textContent = text;
}

/** Runs an action on click; the button is off while it runs. */
export function onClick(button, action) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await action();
    } finally {
      button.disabled = false;
    }
  });
}

/** The time of day. */
export function clock(instant) {
  return new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function money(price) {
  return Number(price).toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A clock that repeats a step while it returns true; a new step replaces the one before. */
export function ticker() {
  let timer;
  return (step) => {
    clearInterval(timer);
    if (step()) timer = setInterval(() => step() || clearInterval(timer), 250);
  };
}
