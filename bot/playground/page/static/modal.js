// The window that lies over everything: sending it, leaving it.
import { ask } from "/static/ask.js";
import { target } from "/static/blocks.js";

export function start() {
  document.addEventListener("submit", (event) => {
    if (!event.target.classList.contains("modal")) return;
    event.preventDefault();
    ask("submit", target(event.target));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelector("#modal [data-do=close]")?.click();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#modal [data-do=close]");
    if (button) ask("close", target(button));
  });
}
