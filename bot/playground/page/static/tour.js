// The tour: one stop at a time, kept in this browser; it types where asked to, and never sends.
import { write } from "/static/composer.js";
import { part } from "/static/elements.js";

const KEPT = "rungs.tour";
const stops = () => [...document.querySelectorAll("#tour .stop")];

function kept() {
  try {
    return { at: 1, closed: false, ...JSON.parse(localStorage.getItem(KEPT)) };
  } catch {
    return { at: 1, closed: false };
  }
}

function keep(changes) {
  localStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...changes }));
  show();
}

function show() {
  const { at, closed } = kept();
  const all = stops();
  const shown = Math.min(Math.max(at, 1), all.length);
  part("tour").hidden = closed;
  part("tour-toggle")?.setAttribute("aria-expanded", !closed);
  for (const [index, stop] of all.entries()) stop.hidden = index + 1 !== shown;
  const words = `Step ${shown} of ${all.length}`;
  if (part("tour-step").textContent !== words) part("tour-step").textContent = words;
  part("tour-back").setAttribute("aria-disabled", shown === 1);
  part("tour-next").textContent = shown === all.length ? "Finish" : "Next";
  part("tour-next").classList.toggle("primary", all[shown - 1].classList.contains("done"));
}

function close(changes) {
  keep({ ...changes, closed: true });
  part("tour-toggle")?.focus();
}

function go(by) {
  const at = kept().at + by;
  if (at > stops().length) return close({ at: 1 });
  if (at >= 1) keep({ at });
}

function type(words) {
  const box = document.querySelector("#writing .composer [name=text]");
  if (!box) return;
  write(box, words);
  box.form.querySelector("button")?.focus();
}

export function start() {
  if (!part("tour")) {
    part("tour-toggle")?.remove();
    return;
  }
  part("tour-close").addEventListener("click", () => close());
  part("tour-toggle")?.addEventListener("click", () => keep({ closed: !kept().closed }));
  part("tour-back").addEventListener("click", () => go(-1));
  part("tour-next").addEventListener("click", () => go(1));
  part("tour").addEventListener("click", (event) => {
    const button = event.target.closest("[data-type]");
    if (button) type(button.dataset.type);
  });
  document.addEventListener("drawn", ({ detail }) => detail.id === "tour-stops" && show());
  show();
}
