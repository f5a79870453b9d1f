// Goes to another place of the page without loading it anew, so that nothing flickers and drafts stay.
import { ask, complain, place, reader } from "/static/ask.js";
import { refresh } from "/static/live.js";

// Where a finger writes, a focused box would bring up the keyboard unasked.
const hasKeyboard = () => matchMedia("(hover: hover)").matches;
const box = (id) => hasKeyboard() && document.querySelector(`#${id} textarea`);

function isNear(link) {
  const there = new URL(link.href, location.href);
  const isHere = there.origin === location.origin && there.pathname === "/";
  return isHere && there.searchParams.get("as") === reader() && link.target !== "_blank";
}

function focusAfter(before) {
  const thread = document.body.dataset.thread;
  if (thread && thread !== before.thread) return (box("reply") || document.getElementById("close-thread")).focus();
  if (before.thread && !thread) {
    const root = document.getElementById(`m${before.thread}`);
    if (root) return (root.querySelector("[data-thread]") ?? root).focus();
  }
  (box("composer") || document.getElementById("main")).focus();
}

async function arrive() {
  const before = { thread: document.body.dataset.thread };
  complain("");
  try {
    await refresh();
  } catch {
    return location.reload();
  }
  focusAfter(before);
  document.dispatchEvent(new CustomEvent("arrived"));
  if (place() === "home") ask("home");
}

export function visit(address) {
  history.pushState(null, "", address);
  return arrive();
}

function follow(event) {
  const link = event.target.closest("a[href]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented || !isNear(link)) return;
  event.preventDefault();
  visit(link.href);
}

function leaveThread(event) {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("#modal form, #modal dialog[open], :popover-open")) return;
  if (event.target.closest("#thread")) document.getElementById("close-thread")?.click();
}

export function start() {
  document.addEventListener("click", follow);
  document.addEventListener("keydown", leaveThread);
  window.addEventListener("popstate", arrive);
  if (!document.querySelector("#modal form")) (box(document.body.dataset.thread ? "reply" : "composer") || document.body).focus();
  if (place() === "home") ask("home");
}
