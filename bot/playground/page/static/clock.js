// The clock of the story: it ticks, goes on to what comes next, and back to the beginning.
import { ask, place, reader } from "/static/ask.js";
import { element, part } from "/static/elements.js";
import { visit } from "/static/visits.js";

const TICK_MS = 10_000;

function tick() {
  const time = part("clock-time");
  if (time.began === undefined) time.began = performance.now();
  const now = new Date(Number(time.dataset.at) * 1000 + performance.now() - time.began);
  const words = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const shown = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", { ...words, timeZone: time.dataset.zone }).formatToParts(now).map(({ type, value }) => [type, value]),
  );
  time.textContent = `${shown.weekday} ${shown.day} ${shown.month}, ${shown.hour}:${shown.minute}`;
}

// What the clock shows now, to start from, unless somebody is choosing.
function offerNow() {
  const field = part("clock-form").elements.at;
  if (field !== document.activeElement) field.value = part("clock-face").dataset.field;
}

function drawn() {
  tick();
  offerNow();
}

function tell(words, places = []) {
  const links = places.slice(0, 4).map(({ in: room, name }) => {
    const href = `/?as=${encodeURIComponent(reader())}&in=${encodeURIComponent(room)}`;
    return element("a", { href }, name);
  });
  part("clock-news").replaceChildren(words, ...links.flatMap((link) => [" ", link]));
}

async function forward(target, words) {
  const top = part("top");
  if (top.ariaBusy === "true") return;
  top.ariaBusy = "true";
  const asked = ask("forward", target, part("clock-news"));
  tell(`${words} …`);
  const answer = await asked;
  top.ariaBusy = "false";
  if (!answer.error) tell(answer.said, answer.places);
}

function goingTo(button) {
  return button.textContent.startsWith("To the") ? button.textContent.replace("To", "Going to") : `Going on: ${button.textContent}`;
}

async function reset() {
  const dialog = part("reset-dialog");
  if (dialog.ariaBusy === "true") return;
  dialog.ariaBusy = "true";
  const asked = ask("reset", {}, part("reset-news"));
  part("reset-news").textContent = "Telling the story anew. This takes a few seconds …";
  const answer = await asked;
  dialog.ariaBusy = "false";
  if (answer.error) return;
  dialog.close();
  tell(answer.said);
  // The thread that was open is gone; the live updates show the rest.
  if (document.body.dataset.thread) visit(`/?as=${encodeURIComponent(reader())}&in=${encodeURIComponent(place())}`);
}

function open(expanded) {
  part("clock-toggle").setAttribute("aria-expanded", expanded);
}

function listen() {
  part("clock-toggle").addEventListener("click", () => open(part("clock-toggle").getAttribute("aria-expanded") !== "true"));
  part("clock").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || part("clock-toggle").getAttribute("aria-expanded") !== "true") return;
    open(false);
    part("clock-toggle").focus();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#clock")) open(false);
  });
  part("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = event.target.elements.at;
    forward({ at: value }, `Going to ${value.replace("T", " ")}`);
  });
}

function listenToReset() {
  const dialog = part("reset-dialog");
  if (!dialog) return;
  part("clock-reset").addEventListener("click", () => {
    part("reset-news").textContent = "";
    dialog.showModal();
  });
  part("reset-cancel").addEventListener("click", () => dialog.ariaBusy === "true" || dialog.close());
  part("reset-confirm").addEventListener("click", reset);
  dialog.addEventListener("cancel", (event) => {
    if (dialog.ariaBusy === "true") event.preventDefault();
  });
}

export function start() {
  if (!part("clock")) return;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do=forward]");
    if (button) forward(button.dataset.to ? { to: button.dataset.to } : { hours: button.dataset.hours }, goingTo(button));
  });
  listen();
  listenToReset();
  document.addEventListener("drawn", ({ detail }) => detail.id === "clock-face" && drawn());
  drawn();
  setInterval(tick, TICK_MS);
}
