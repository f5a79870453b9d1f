// The box at the bottom, and the one under a thread: writing, sending, what was sent before.
import { ask, complain } from "/static/ask.js";
import { choose as attach, contents, filesOf } from "/static/attaching.js";
import * as completion from "/static/completion.js";
import { draft, keepDraft, keepLine, lines } from "/static/memory.js";
import { goToEnd } from "/static/scrolling.js";

const MOST_HEIGHT = 240;
let back = 0;

const boxOf = (form) => form.elements.text;

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, MOST_HEIGHT)}px`;
}

function showUsage(box) {
  const [usage, usual] = box.form.querySelectorAll(".hint > *");
  usage.textContent = box.form.dataset.thread ? "" : completion.usage(box);
  usage.hidden = !usage.textContent;
  usual.hidden = !usage.hidden;
}

function typed(box) {
  grow(box);
  showUsage(box);
  keepDraft(box.form, box.value);
}

// Puts words into the box, as if they were typed; nothing is sent.
export function write(box, text) {
  box.value = text;
  box.setSelectionRange(text.length, text.length);
  completion.hide(box);
  typed(box);
}

async function send(form) {
  const box = boxOf(form);
  const text = box.value;
  const files = filesOf(form);
  if (!text.trim() && !files.length) return;
  write(box, "");
  attach(form, []);
  back = 0;
  if (text.trim()) keepLine(text);
  goToEnd(form.closest("#thread, main").querySelector(".scroller"));
  const asked = { text, thread: form.dataset.thread, files: await contents(files) };
  const answer = await ask("say", asked, form.querySelector(".complaint"));
  if (!answer.error || !form.isConnected || box.value || filesOf(form).length) return;
  write(box, text);
  attach(form, files);
}

function recall(box, by) {
  const sent = lines();
  const wanted = Math.min(Math.max(back + by, 0), sent.length);
  if (wanted === back) return;
  back = wanted;
  write(box, back ? sent.at(-back) : "");
}

const isEmptyOrRecalled = (box) => !box.value || (back && box.value === lines().at(-back));

function pressed(event) {
  const box = event.target.closest(".composer textarea");
  if (!box || event.isComposing) return;
  if (completion.pressed(box, event.key)) return event.preventDefault();
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    box.form.requestSubmit();
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && isEmptyOrRecalled(box)) {
    event.preventDefault();
    recall(box, event.key === "ArrowUp" ? 1 : -1);
  }
}

function restore() {
  for (const form of document.querySelectorAll(".composer")) {
    const text = draft(form);
    if (!boxOf(form).value && text) write(boxOf(form), text);
  }
}

function choose(event) {
  const option = event.target.closest(".composer [role=option]");
  if (!option) return;
  event.preventDefault();
  completion.take(boxOf(option.closest("form")), option);
}

export function start() {
  restore();
  document.addEventListener("drawn", restore);
  document.addEventListener("keydown", pressed);
  document.addEventListener("pointerdown", choose);
  document.addEventListener("input", ({ target }) => {
    if (!target.matches(".composer textarea")) return;
    back = 0;
    complain("", target.form.querySelector(".complaint"));
    typed(target);
    completion.offer(target);
  });
  document.addEventListener("focusout", ({ target }) => target.matches(".composer textarea") && completion.hide(target));
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".composer")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("click", (event) => {
    const example = event.target.closest("[data-try]");
    const box = document.querySelector("#composer textarea");
    if (!example || !box) return;
    write(box, example.dataset.try);
    box.focus();
  });
}
