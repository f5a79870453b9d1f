// A box to type into and a list that follows: ARIA's combobox. Its options are all there, or the bot offers them.
import { element } from "/static/elements.js";

const TYPING_MS = 200;
const timers = new WeakMap();
let askBot = async () => ({ groups: [] });

const inputOf = (lookup) => lookup.querySelector("input");
const listOf = (lookup) => lookup.querySelector("[role=listbox]");
const shown = (lookup) => [...listOf(lookup).querySelectorAll("[role=option]:not([hidden])")];
const optionOf = (holder) => JSON.parse(holder.dataset.option);
const isSeveral = (lookup) => "several" in lookup.dataset;
const isOpen = (lookup) => inputOf(lookup).getAttribute("aria-expanded") === "true";
const say = (lookup, words) => (lookup.querySelector(".status").textContent = words);
const changed = (lookup) => lookup.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));

function close(lookup) {
  clearTimeout(timers.get(lookup));
  listOf(lookup).hidden = true;
  say(lookup, "");
  inputOf(lookup).setAttribute("aria-expanded", "false");
  inputOf(lookup).removeAttribute("aria-activedescendant");
}

function activate(lookup, item) {
  for (const other of shown(lookup)) other.setAttribute("aria-selected", String(other === item));
  if (!item) return inputOf(lookup).removeAttribute("aria-activedescendant");
  inputOf(lookup).setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

const active = (lookup) => shown(lookup).find((item) => item.getAttribute("aria-selected") === "true");

function open(lookup) {
  const found = shown(lookup);
  listOf(lookup).hidden = !found.length;
  inputOf(lookup).setAttribute("aria-expanded", String(found.length > 0));
  say(lookup, found.length ? "" : "Nothing found");
  activate(lookup, found[0]);
  lookup.querySelector(".choices").scrollIntoView({ block: "nearest" });
}

function drawn(option, id) {
  const item = element("li", { role: "option", id, "aria-selected": "false", "data-option": JSON.stringify(option) });
  item.append(element("bdi", {}, option.text.text));
  if (option.description) item.append(" ", element("span", { class: "quiet" }, option.description.text));
  return item;
}

function show(lookup, groups) {
  const list = listOf(lookup);
  list.replaceChildren();
  for (const { label, options } of groups) {
    if (label) list.append(element("li", { role: "presentation", class: "group" }, label.text));
    for (const option of options) list.append(drawn(option, `${list.id}-${list.children.length}`));
  }
}

// Of the options that are there, those that hold what was typed and were not chosen yet.
function narrow(lookup, query) {
  const wanted = query.toLowerCase();
  const taken = new Set([...lookup.querySelectorAll(".chips > li")].map((chip) => optionOf(chip).value));
  for (const item of listOf(lookup).querySelectorAll("[role=option]")) {
    item.hidden = taken.has(optionOf(item).value) || !item.textContent.toLowerCase().includes(wanted);
  }
}

async function search(lookup, query) {
  if (!("least" in lookup.dataset)) {
    narrow(lookup, query);
    return open(lookup);
  }
  const least = Number(lookup.dataset.least);
  if (query.length < least) {
    close(lookup);
    return say(lookup, least === 1 ? "Type to search" : `Type at least ${least} letters to search`);
  }
  say(lookup, "Searching …");
  const { groups = [], error } = await askBot(lookup, query);
  const input = inputOf(lookup);
  if (!lookup.isConnected || document.activeElement !== input || queryOf(lookup) !== query) return;
  show(lookup, groups);
  narrow(lookup, "");
  open(lookup);
  if (error) say(lookup, "The options could not be loaded");
}

// What one looks for: nothing yet where the words are those of the option that was chosen.
function queryOf(lookup) {
  const text = inputOf(lookup).value.trim();
  return "option" in lookup.dataset && optionOf(lookup).text.text === text ? "" : text;
}

function searchSoon(lookup, wait) {
  clearTimeout(timers.get(lookup));
  timers.set(lookup, setTimeout(() => search(lookup, queryOf(lookup)), wait));
}

function chip(option) {
  const remove = element("button", { type: "button", "data-do": "unpick", "aria-label": `Remove ${option.text.text}` }, "×");
  return element("li", { "data-option": JSON.stringify(option) }, element("bdi", {}, option.text.text), " ", remove);
}

function choose(lookup, item) {
  const option = optionOf(item);
  close(lookup);
  const input = inputOf(lookup);
  if (isSeveral(lookup)) {
    input.value = "";
    lookup.querySelector(".chips").append(chip(option));
  } else {
    lookup.dataset.option = item.dataset.option;
    input.value = option.text.text;
  }
  changed(lookup);
}

function unpick(lookup, chosen) {
  const beside = (chosen.nextElementSibling ?? chosen.previousElementSibling)?.querySelector("button");
  chosen.remove();
  (beside ?? inputOf(lookup)).focus();
  changed(lookup);
}

// Words that name no option are no choice: an empty box clears it, all else gives it back.
export function settle(lookup) {
  close(lookup);
  const input = inputOf(lookup);
  if ("option" in lookup.dataset && !input.value.trim()) {
    delete lookup.dataset.option;
    changed(lookup);
  }
  input.value = "option" in lookup.dataset ? optionOf(lookup).text.text : "";
}

function step(lookup, by) {
  const found = shown(lookup);
  const next = found.indexOf(active(lookup)) + by;
  activate(lookup, found.at(next % found.length));
}

function pressed(event) {
  const lookup = event.target.closest(".lookup");
  if (!lookup || event.target !== inputOf(lookup) || event.isComposing) return;
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") {
    event.preventDefault();
    if (isOpen(lookup)) step(lookup, key === "ArrowDown" ? 1 : -1);
    else searchSoon(lookup, 0);
  } else if (key === "Enter" && isOpen(lookup) && active(lookup)) {
    event.preventDefault();
    choose(lookup, active(lookup));
  } else if (key === "Escape" && isOpen(lookup)) {
    event.preventDefault();
    event.stopPropagation();
    close(lookup);
  } else if (key === "Backspace" && isSeveral(lookup) && !event.target.value) {
    const last = lookup.querySelector(".chips > li:last-child");
    if (last) unpick(lookup, last);
    event.target.focus();
  }
}

function clicked(event) {
  const lookup = event.target.closest(".lookup");
  if (!lookup) return;
  const item = event.target.closest("[role=option]");
  if (item) return choose(lookup, item);
  const remove = event.target.closest("[data-do=unpick]");
  if (remove) return unpick(lookup, remove.closest("li"));
  if (event.target === inputOf(lookup) && !isOpen(lookup)) searchSoon(lookup, 0);
}

// `ask(lookup, query)` gets groups of options from the bot.
export function start(ask) {
  askBot = ask;
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("click", clicked);
  // The list must not take the focus out of the box before a click on it is done.
  document.addEventListener("pointerdown", (event) => event.target.closest(".lookup .choices") && event.preventDefault());
  document.addEventListener("input", (event) => {
    const lookup = event.target.closest(".lookup");
    if (lookup) searchSoon(lookup, "least" in lookup.dataset ? TYPING_MS : 0);
  });
  document.addEventListener("focusout", (event) => {
    const lookup = event.target.closest(".lookup");
    if (lookup && event.target === inputOf(lookup)) settle(lookup);
  });
}
