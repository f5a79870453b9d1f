// The menu of each message, its reactions, and the banner.
import { ask } from "/static/ask.js";
import { target } from "/static/blocks.js";

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do=react], [data-do=shortcut], [data-do=forgive]");
    if (button) ask(button.dataset.do, { ...target(button), name: button.dataset.name });
  });
}
