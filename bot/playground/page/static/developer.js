// The panel for developers of the bot: a list of what went over the wire, fetched while the panel is open.
import { ask } from "/static/ask.js";
import { element, part } from "/static/elements.js";

const KEPT = "rungs.developer";
const DIRECTIONS = { to_bot: ["→", "to the bot"], from_bot: ["←", "from the bot"] };
const rows = new Map();
let asking = false;
let askAgain = false;

function button(label, action) {
  const made = element("button", { type: "button" }, label);
  made.addEventListener("click", action);
  return made;
}

// What happens by itself must not clear what the page complains of.
async function fetchQuietly(action, payload) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`/ui/${action}`, { method: "POST", headers, body: JSON.stringify(payload) }).catch(() => null);
  return response?.ok ? response.json() : null;
}

const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

function payload(title, value) {
  const copy = button("Copy", async () => {
    await navigator.clipboard.writeText(pretty(value));
    part("wire-news").textContent = `${title} copied.`;
  });
  copy.setAttribute("aria-label", `Copy the ${title.toLowerCase()}`);
  return [element("h3", {}, title, " ", copy), element("pre", { tabindex: "0" }, pretty(value ?? null))];
}

async function unfold(details, number) {
  if (!details.open || details.dataset.filled) return;
  details.dataset.filled = "yes";
  const found = await ask("exchange", { number });
  if (found.error) return details.append(element("p", { class: "wrong" }, found.error));
  const headers = Object.keys(found.headers).length ? payload("Headers", found.headers) : [];
  details.append(...payload("Request", found.request), ...payload("Answer", found.answer), ...headers);
}

async function sendAgain(number) {
  part("wire-news").textContent = "Sending it again, as a retry …";
  const answer = await ask("again", { number });
  part("wire-news").textContent = answer.error ?? `The bot answered the retry with status ${answer.status}.`;
}

function row(line) {
  const [arrow, direction] = DIRECTIONS[line.direction];
  const summary = element(
    "summary",
    {},
    element("span", { class: "arrow", "aria-hidden": "true" }, arrow),
    element("span", { class: "unseen" }, direction),
    element("strong", {}, line.name),
    element("span", { class: "status" }, line.status ? String(line.status) : "no answer"),
    element("span", { class: "quiet" }, `${line.milliseconds} ms`),
    element("span", { class: "quiet" }, new Date(line.at * 1000).toLocaleTimeString("en-GB")),
    element("span", { class: "quiet" }, line.carrier === "socket" ? "Socket Mode" : "HTTP"),
    element("span", { class: "note" }, line.note),
  );
  const details = element("details", {}, summary);
  details.addEventListener("toggle", () => unfold(details, line.number));
  const item = element("li", { class: line.failed ? "failed" : "", "data-direction": line.direction }, details);
  if (line.repeatable) item.append(button("Send it again", () => sendAgain(line.number)));
  return item;
}

function place(number, item) {
  const older = [...rows.keys()].filter((other) => other < number);
  const below = older.length ? rows.get(Math.max(...older)) : null;
  rows.set(number, item);
  part("wire").insertBefore(item, below);
}

function filter() {
  const wanted = part("wire-filter").value;
  for (const item of rows.values()) {
    item.hidden = wanted === "failed" ? !item.classList.contains("failed") : wanted !== "all" && item.dataset.direction !== wanted;
  }
  part("wire-empty").hidden = [...rows.values()].some((item) => !item.hidden);
}

function merge({ exchanges, kept }) {
  const known = new Set(kept);
  for (const [number, item] of rows) {
    if (known.has(number)) continue;
    item.remove();
    rows.delete(number);
  }
  for (const line of exchanges) if (!rows.has(line.number)) place(line.number, row(line));
  filter();
}

async function refresh() {
  if (part("developer").hidden) return;
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  const found = await fetchQuietly("exchanges", { after: Math.max(0, ...rows.keys()) });
  asking = false;
  if (found) merge(found);
  if (!askAgain) return;
  askAgain = false;
  await refresh();
}

function open(opened) {
  part("developer").hidden = !opened;
  part("developer-toggle").setAttribute("aria-expanded", opened);
  localStorage.setItem(KEPT, opened ? "open" : "");
  refresh();
}

export function start() {
  part("developer-toggle").addEventListener("click", () => open(part("developer").hidden));
  part("developer-close").addEventListener("click", () => {
    open(false);
    part("developer-toggle").focus();
  });
  part("wire-filter").addEventListener("change", filter);
  part("wire-clear").addEventListener("click", async () => {
    await ask("clear_exchanges");
    await refresh();
  });
  part("weather-switch").addEventListener("change", (event) => ask("weather", { kind: event.target.value }));
  document.addEventListener("drawn", ({ detail }) => detail.id === "wire-mark" && refresh());
  if (localStorage.getItem(KEPT)) open(true);
}
