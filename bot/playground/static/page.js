// One page, drawn by the server: this script sends what people do and swaps in what changed.
import { choose, chosen, search } from "/static/lookup.js";

const body = document.body;
const reader = () => body.dataset.as;

async function post(action, payload) {
  const response = await fetch(`/ui/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: reader(), in: body.dataset.in, ...payload }),
  });
  const answer = response.ok ? await response.json() : { error: await response.text() };
  document.getElementById("complaint").textContent = answer.error ?? "";
  return answer;
}

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

function target(node) {
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

const pick = (element) => tells(element) && post("select", { ...named(element), choice: valueOf(element) });

document.addEventListener("click", async (event) => {
  const chip = event.target.closest(".chip");
  if (chip) return chip.remove();
  const button = event.target.closest("[data-do]");
  if (!button) return;
  if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
  const action = button.dataset.do;
  button.disabled = true;
  if (action === "press") await post("press", named(button));
  else await post(action, { ...target(button), name: button.dataset.name, hours: button.dataset.hours });
  button.disabled = false;
});

document.addEventListener("change", (event) => {
  if (event.target.id === "who") {
    const at = body.dataset.in.startsWith("D") ? "" : body.dataset.in;
    return location.assign(`/?as=${event.target.value}&in=${at}`);
  }
  const element = event.target.closest("[data-action]");
  if (element && !element.classList.contains("lookup")) pick(element);
});

document.addEventListener("input", (event) => {
  const lookup = event.target.closest(".lookup");
  if (lookup) search(lookup, (query) => post("suggest", { ...named(lookup), query }));
});

document.addEventListener("picked", (event) => {
  const lookup = event.target;
  choose(lookup, event.detail);
  pick(lookup);
});

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.classList.contains("modal")) return post("submit", target(form));
  const input = form.elements.text;
  const text = input.value;
  if (!text.trim()) return;
  input.value = "";
  const answer = await post("say", { text, thread: form.dataset.thread });
  if (answer.error) input.value = text;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("#modal [data-do=close]")?.click();
});

const busy = (region) => region.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");

function swap(fresh, id) {
  const old = document.getElementById(id);
  const next = fresh.getElementById(id);
  if (!old || !next) return;
  if (id === "modal" ? old.dataset.key === next.dataset.key : busy(old) || old.innerHTML === next.innerHTML) return;
  old.replaceWith(next);
  if (id === "stream") next.scrollTop = next.scrollHeight;
  if (id === "modal") next.querySelector("input, textarea, select")?.focus();
}

async function refresh() {
  const response = await fetch(location.href);
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ["banner", "stream", "replies", "modal"]) swap(fresh, id);
}

async function follow() {
  for (;;) {
    try {
      const response = await fetch(`/ui/changes?since=${body.dataset.revision}`);
      const { revision } = await response.json();
      if (String(revision) === body.dataset.revision) continue;
      body.dataset.revision = revision;
      await refresh();
    } catch {
      await new Promise((resume) => setTimeout(resume, 2000));
    }
  }
}

document.getElementById("stream").scrollTop = document.getElementById("stream").scrollHeight;
if (body.dataset.in === "home") post("home", {});
follow();
