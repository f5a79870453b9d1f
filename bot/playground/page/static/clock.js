// The clock of the story.
import { ask } from "/static/ask.js";

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do=forward]");
    if (button) ask("forward", { hours: button.dataset.hours });
  });
}
