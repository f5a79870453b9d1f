// The window that lies over everything: shown, drawn anew with what was typed, sent, left.
import { ask } from "/static/ask.js";
import { once, target } from "/static/blocks.js";
import { settle } from "/static/lookup.js";
import { carry } from "/static/values.js";

const INPUTS = "input, select, textarea";
const section = () => document.getElementById("modal");
const dialog = () => section().querySelector("dialog");
let openedFrom = null;

// Where somebody was before the window came; the page may be drawn anew beneath it.
function placeOf(control) {
  const { action } = control.dataset;
  const around = control.closest("[data-ts], [data-view]");
  const block = control.closest("[data-block]")?.dataset.block;
  return { control, id: control.id, action, block, around: around?.id, view: around?.dataset.view };
}

function find({ control, id, action, block, around, view }) {
  if (control.isConnected) return control;
  if (id) return document.getElementById(id);
  const root = around ? document.getElementById(around) : document.querySelector(`[data-view="${CSS.escape(view ?? "")}"]`);
  const there = block && root?.querySelector(`[data-block="${CSS.escape(block)}"]`);
  return there?.querySelector(`[data-action="${CSS.escape(action ?? "")}"]`) ?? root;
}

function focusFirst(window) {
  const wrong = window.querySelector(`[aria-invalid=true], [data-wrong]`);
  const wanted = window.querySelector("[data-first]");
  const first = wanted?.matches(INPUTS) ? wanted : wanted?.querySelector(INPUTS);
  const input = window.querySelector(`.view :is(${INPUTS})`);
  const button = window.querySelector(".view .element :is(button, a)");
  (wrong ?? first ?? input ?? button ?? window.querySelector("h2")).focus();
}

function open(window) {
  if (!openedFrom && document.activeElement !== document.body) openedFrom = placeOf(document.activeElement);
  section().replaceChildren(window);
  window.showModal();
  focusFirst(window);
}

function leave() {
  section().replaceChildren();
  const before = openedFrom && find(openedFrom);
  openedFrom = null;
  (before?.offsetParent ? before : (document.querySelector("main textarea") ?? document.getElementById("main"))).focus();
}

// The same window with other content, or another one in its place: it stays open, and what was typed stays in it.
function replace(old, fresh) {
  const isSame = old.dataset.view === fresh.dataset.view;
  const active = document.activeElement;
  const range = active.matches("textarea, input[type=text]") ? [active.selectionStart, active.selectionEnd] : null;
  const scroll = old.querySelector(".view").scrollTop;
  const id = old.contains(active) ? active.id : "";
  if (isSame) carry(old, fresh);
  old.replaceChildren(...fresh.childNodes);
  old.dataset.view = fresh.dataset.view;
  old.setAttribute("aria-labelledby", fresh.getAttribute("aria-labelledby"));
  const twin = isSame && id && document.getElementById(id);
  if (isSame) old.querySelector(".view").scrollTop = scroll;
  if (!twin || old.querySelector("[aria-invalid=true], [data-wrong]")) return focusFirst(old);
  twin.focus({ preventScroll: true });
  if (range) twin.setSelectionRange?.(...range);
}

// Shows what the server drew: `fresh` is the section with the window in it, or with none.
export function show(fresh) {
  if (section().dataset.key === fresh.dataset.key) return;
  section().dataset.key = fresh.dataset.key;
  const [old, next] = [dialog(), fresh.querySelector("dialog")];
  if (old && next) replace(old, next);
  else if (next) open(next);
  else if (old) leave();
}

async function submit(form) {
  const button = form.querySelector("footer button:not([type=button])");
  if (!button || button.disabled) return;
  form.querySelectorAll(".lookup").forEach(settle);
  await once(form.closest("dialog").dataset.view, button, () => ask("submit", target(form)));
  form.querySelector("[aria-invalid=true], [data-wrong]")?.focus();
}

const close = (how) => ask(how, { view: dialog().dataset.view });

export function start() {
  if (dialog()) {
    dialog().showModal();
    focusFirst(dialog());
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#modal")) return;
    event.preventDefault();
    submit(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#modal [data-do=close], #modal [data-do=quit]");
    if (button) close(button.dataset.do);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("#modal form");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(form);
    if (event.key !== "Escape" || event.defaultPrevented || !dialog() || document.querySelector(".confirm[open], :popover-open")) return;
    event.preventDefault();
    close("close");
  });
  // The window closes once the server knows, not before.
  document.addEventListener(
    "cancel",
    (event) => {
      if (event.target !== dialog()) return;
      event.preventDefault();
      close("close");
    },
    true,
  );
  document.addEventListener("input", (event) => {
    const button = event.target.closest("#modal form")?.querySelector("footer button:disabled");
    if (button) button.disabled = false;
  });
}
