// What one presses, picks and types in messages, Home and modals, as far as the bot hears of it at once.
import { ask } from "/static/ask.js";
import * as lookup from "/static/lookup.js";
import { reset, typedAround, valueOf } from "/static/values.js";

const PATIENCE_MS = 200;
const TYPING_MS = 300;
const underWay = new Set();
const typing = new WeakMap();

// What was acted on: a view with what was typed into it, or a message.
export function target(node) {
  const view = node.closest("[data-view]");
  if (view) return { view: view.dataset.view, typed: typedAround(node) };
  const { channel, ts } = node.closest("[data-ts]").dataset;
  return { channel, ts };
}

const named = (element) => ({
  name: element.dataset.action,
  block: element.closest("[data-block]").dataset.block,
  ...target(element),
});

const isTold = (element, when) => (element.dataset.told ?? "").split(" ").includes(when);

// Does the work once, however often it is asked for meanwhile, and shows on the control that it takes a while.
export async function once(key, control, work) {
  if (underWay.has(key)) return null;
  underWay.add(key);
  const slow = setTimeout(() => control.setAttribute("aria-busy", "true"), PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearTimeout(slow);
    control.removeAttribute("aria-busy");
    underWay.delete(key);
  }
}

// Whether the person means it, where the bot wants that asked first.
async function meant(element) {
  const dialog = element.closest(".element")?.querySelector("dialog.confirm");
  if (!dialog) return true;
  const closed = new Promise((resume) => dialog.addEventListener("close", resume, { once: true }));
  dialog.returnValue = "no";
  dialog.showModal();
  await closed;
  return dialog.returnValue === "yes";
}

async function tell(action, element, more = {}) {
  if (!(await meant(element))) return reset(element);
  const payload = { ...named(element), ...more };
  const { view, channel, ts, block, name } = payload;
  await once(JSON.stringify([view, channel, ts, block, name]), element, () => ask(action, payload));
}

const pick = (element, choice = valueOf(element)) => tell("select", element, { choice });

function clicked(event) {
  const answer = event.target.closest("dialog.confirm [data-answer]");
  if (answer) return answer.closest("dialog").close(answer.dataset.answer);
  const button = event.target.closest("[data-do=press]");
  if (button) return void tell("press", button);
  const item = event.target.closest("[data-do=pick]");
  if (item) pick(item.closest("[data-action]"), item.dataset.value);
}

// The lookup says by itself when something was chosen; its input is only typed into.
function changed(event) {
  const element = event.target.closest("[data-action]");
  if (element && isTold(element, "change") && (event.type === "chosen" || !element.matches(".lookup"))) pick(element);
}

function showWhatIsLeft(input) {
  const left = Number(input.dataset.most) - input.value.length;
  const isNear = left <= Math.max(20, Number(input.dataset.most) / 10);
  const words = left < 0 ? `${-left} too many` : `${left} left`;
  const outlet = input.closest(".element").querySelector(".left");
  outlet.textContent = isNear ? words : "";
  outlet.classList.toggle("wrong", left < 0);
}

function typed(event) {
  const element = event.target;
  if ("most" in element.dataset) showWhatIsLeft(element);
  if (!isTold(element, "character")) return;
  clearTimeout(typing.get(element));
  typing.set(element, setTimeout(() => element.isConnected && pick(element), TYPING_MS));
}

function entered(event) {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || !isTold(event.target, "enter")) return;
  event.preventDefault();
  pick(event.target);
}

export function start() {
  lookup.start((element, query) => ask("suggest", { ...named(element), query }));
  document.addEventListener("click", clicked);
  document.addEventListener("change", changed);
  document.addEventListener("chosen", changed);
  document.addEventListener("input", typed);
  document.addEventListener("keydown", entered);
}
