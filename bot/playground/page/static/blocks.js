// Buttons, selects and boxes in messages, Home and modals.
import { ask } from "/static/ask.js";
import { choose, chosen, search } from "/static/lookup.js";

function valueOf(element) {
  const kind = element.dataset.kind;
  if (kind === "checkboxes") return [...element.querySelectorAll("input:checked")].map((box) => box.value);
  if (kind === "radio_buttons") return element.querySelector("input:checked")?.value ?? null;
  if (kind === "external_select") return chosen(element)[0] ?? null;
  if (kind === "multi_external_select") return chosen(element);
  if (element.multiple) return [...element.selectedOptions].map((option) => option.value);
  return element.value || null;
}

function typedIn(node) {
  const values = {};
  for (const block of node.closest(".view, form")?.querySelectorAll(".block.input") ?? []) {
    values[block.dataset.block] = valueOf(block.querySelector("[data-action]"));
  }
  return values;
}

// What was acted on: a view with what was typed into it, or a message.
export function target(node) {
  const view = node.closest("[data-view]");
  if (view) return { view: view.dataset.view, typed: typedIn(node) };
  const message = node.closest("[data-ts]");
  return message ? { channel: message.dataset.channel, ts: message.dataset.ts } : {};
}

const named = (element) => ({
  name: element.dataset.action,
  block: element.closest("[data-block]").dataset.block,
  ...target(element),
});

function tells(element) {
  const block = element.closest(".block");
  return (!block.classList.contains("input") || "tells" in block.dataset) && element.dataset.kind !== "button";
}

const pick = (element) => tells(element) && ask("select", { ...named(element), choice: valueOf(element) });

async function press(button) {
  if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
  button.disabled = true;
  await ask("press", named(button));
  button.disabled = false;
}

export function start() {
  document.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (chip) return chip.remove();
    const button = event.target.closest("[data-do=press]");
    if (button) press(button);
  });
  document.addEventListener("change", (event) => {
    const element = event.target.closest("[data-action]");
    if (element && !element.classList.contains("lookup")) pick(element);
  });
  document.addEventListener("input", (event) => {
    const lookup = event.target.closest(".lookup");
    if (lookup) search(lookup, (query) => ask("suggest", { ...named(lookup), query }));
  });
  document.addEventListener("picked", (event) => {
    choose(event.target, event.detail);
    pick(event.target);
  });
}
