// The box at the bottom.
import { ask } from "/static/ask.js";

async function send(form) {
  const input = form.elements.text;
  const text = input.value;
  if (!text.trim()) return;
  input.value = "";
  const answer = await ask("say", { text, thread: form.dataset.thread });
  if (answer.error) input.value = text;
}

export function start() {
  document.addEventListener("submit", (event) => {
    if (!event.target.classList.contains("composer")) return;
    event.preventDefault();
    send(event.target);
  });
}
