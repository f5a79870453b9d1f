// What one does with a message: react, use a shortcut, dismiss it; and the banner of faults.
import { ask } from "/static/ask.js";
import { openedBy } from "/static/menu.js";

const DONE_HERE = "[data-do=react], [data-do=shortcut], [data-do=dismiss]";

function messageOf(button) {
  const from = button.closest("[role=menu]") ? openedBy() : button;
  const { channel, ts } = from.closest("[data-ts]").dataset;
  return { channel, ts };
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest(DONE_HERE);
    if (button) ask(button.dataset.do, { ...messageOf(button), name: button.dataset.name });
    if (event.target.closest("[data-do=forgive]")) ask("forgive");
  });
}
