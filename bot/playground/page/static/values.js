// What stands in the elements of blocks, and how it is put back after they were drawn anew.

const BOXES = ["radio_buttons", "checkboxes"];
const boxes = (element) => [...element.querySelectorAll("input")];
const optionOf = (holder) => JSON.parse(holder.dataset.option);

function chosenIn(lookup) {
  if ("several" in lookup.dataset) return [...lookup.querySelectorAll(".chips > li")].map(optionOf);
  return "option" in lookup.dataset ? [optionOf(lookup)] : [];
}

// A lookup tells the bot's own options whole, and of others their value.
function lookedUp(element) {
  const found = chosenIn(element);
  return "least" in element.dataset ? found : found.map((option) => option.value);
}

// The value as the server takes it: text, an option or its value, a list of them, or null for nothing.
export function valueOf(element) {
  const { kind } = element.dataset;
  if (element.matches(".lookup")) return "several" in element.dataset ? lookedUp(element) : (lookedUp(element)[0] ?? null);
  if (kind === "checkboxes") return boxes(element).filter((box) => box.checked).map((box) => box.value);
  if (kind === "radio_buttons") return boxes(element).find((box) => box.checked)?.value ?? null;
  return element.value || null;
}

// What is typed into the inputs of the view around this node, by block_id.
export function typedAround(node) {
  const values = {};
  for (const block of node.closest("[data-view]").querySelectorAll(".block.input")) {
    const element = block.querySelector("[data-action]");
    if (element) values[block.dataset.block] = valueOf(element);
  }
  return values;
}

function carryLookup(old, fresh) {
  const [from, to] = [old.querySelector("input"), fresh.querySelector("input")];
  to.value = from.value;
  if ("option" in old.dataset) fresh.dataset.option = old.dataset.option;
  else delete fresh.dataset.option;
  fresh.querySelector(".chips")?.replaceChildren(...old.querySelector(".chips").children);
}

function carryOne(old, fresh) {
  if (fresh.matches(".lookup")) return carryLookup(old, fresh);
  if (BOXES.includes(fresh.dataset.kind)) {
    const before = new Map(boxes(old).map((box) => [box.value, box.checked]));
    return boxes(fresh).forEach((box) => (box.checked = before.get(box.value) ?? box.checked));
  }
  if (!fresh.matches("select") || [...fresh.options].some((option) => option.value === old.value)) fresh.value = old.value;
}

const keyOf = (element) => [element.closest("[data-block]").dataset.block, element.dataset.action, element.dataset.kind].join("\n");

// Whatever was typed stays where block_id and action_id stay, as Slack has it.
export function carry(old, fresh) {
  const before = new Map([...old.querySelectorAll(".block.input [data-action]")].map((element) => [keyOf(element), element]));
  for (const element of fresh.querySelectorAll(".block.input [data-action]")) {
    const twin = before.get(keyOf(element));
    if (twin) carryOne(twin, element);
  }
}

// As the server drew it.
export function reset(element) {
  if (element.matches("select")) for (const option of element.options) option.selected = option.defaultSelected;
  else if (BOXES.includes(element.dataset.kind)) for (const box of boxes(element)) box.checked = box.defaultChecked;
  else if ("value" in element) element.value = element.defaultValue;
}
