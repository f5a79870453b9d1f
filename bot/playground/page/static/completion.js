// Suggestions above the box: commands while one begins a line with "/", people after "@", channels after "#".

const MENTION = /(?:^|\s)([@#][\w.-]*)$/;
const KEPT = 12;

const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
const activeOf = (list) => list.querySelector("[aria-selected=true]");
const words = () => [...document.getElementById("words").content.children];

const isOffering = (box) => !listOf(box).hidden;

// The beginning that is being typed, and where it starts; null where nothing is to be completed.
function beginning(box) {
  const before = box.value.slice(0, box.selectionStart);
  const mention = MENTION.exec(before);
  if (mention) return { text: mention[1], start: before.length - mention[1].length };
  const isCommand = before.startsWith("/") && !before.includes("\n") && !box.form.dataset.thread;
  return isCommand ? { text: before, start: 0 } : null;
}

function fits(word, text) {
  const { take, also } = word.dataset;
  if (take[0] !== text[0]) return false;
  const typed = text.toLowerCase();
  if (text[0] !== "/") return [take, also && take[0] + also].some((name) => name?.toLowerCase().includes(typed.slice(1)));
  return take.startsWith(typed) && take !== typed && take.includes(" ") === typed.includes(" ");
}

export function hide(box) {
  const list = listOf(box);
  list.hidden = true;
  list.replaceChildren();
  box.removeAttribute("aria-activedescendant");
}

function activate(box, option) {
  const list = listOf(box);
  activeOf(list)?.removeAttribute("aria-selected");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", option.id);
}

// The command whose way of use is worth showing while it is typed; the longest one that fits.
export function usage(box) {
  const typed = `${box.value.split("\n")[0]} `;
  const fitting = words().filter(({ dataset }) => dataset.usage && typed.startsWith(`${dataset.take} `));
  const best = fitting.sort((one, other) => other.dataset.take.length - one.dataset.take.length)[0];
  return best ? `${best.dataset.take} ${best.dataset.usage}` : "";
}

export function offer(box) {
  const typed = beginning(box);
  const found = typed ? words().filter((word) => fits(word, typed.text)).slice(0, KEPT) : [];
  if (!found.length) return hide(box);
  const list = listOf(box);
  list.replaceChildren(...found.map((word) => word.cloneNode(true)));
  [...list.children].forEach((option, number) => (option.id = `${list.id}-${number}`));
  list.hidden = false;
  // A command that is begun may be sent as it is: there Enter takes a suggestion only after an arrow.
  if (!typed.text.includes(" ")) activate(box, list.firstElementChild);
  else box.removeAttribute("aria-activedescendant");
}

export function take(box, option = activeOf(listOf(box))) {
  const { start } = beginning(box);
  const after = box.value.slice(box.selectionStart).replace(/^ /, "");
  const taken = `${option.dataset.take} `;
  box.value = box.value.slice(0, start) + taken + after;
  box.setSelectionRange(start + taken.length, start + taken.length);
  hide(box);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function step(box, by) {
  const all = [...listOf(box).children];
  const here = all.indexOf(activeOf(listOf(box)));
  activate(box, here < 0 && by < 0 ? all.at(-1) : all.at((here + by) % all.length));
}

// Whether a key was meant for the suggestions.
export function pressed(box, key) {
  if (!isOffering(box)) return false;
  const active = activeOf(listOf(box));
  if (key === "ArrowDown" || key === "ArrowUp") step(box, key === "ArrowDown" ? 1 : -1);
  else if (key === "Escape") hide(box);
  else if (key === "Enter" && active) take(box);
  else if (key === "Tab") take(box, active ?? listOf(box).firstElementChild);
  else return false;
  return true;
}
