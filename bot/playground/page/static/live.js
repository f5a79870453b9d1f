// Follows what changes on the server, and says so when the server is gone.
import * as modal from "/static/modal.js";
import { remember, swap } from "/static/swap.js";

const RETRY_MS = 1000;
const LOST = "Connection lost. Trying again …";
let waits = false;
let isLost = false;

const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));

function announce(added) {
  const articles = added.filter((element) => element.matches("article") && element.dataset.ts);
  const words = articles.map((article) => `${article.querySelector("header strong").textContent}: ${article.querySelector(".body").innerText}`);
  if (!words.length) return;
  document.dispatchEvent(new CustomEvent("added"));
  // A bar of signs is read out sign by sign; the percentage beside it says the same.
  document.getElementById("news").textContent = words.join("\n").replace(/[▰▱]+ */g, "").slice(0, 400);
}

// Fetches the page again, as it is now for this address, and swaps in what is different.
export async function refresh() {
  const address = location.href;
  const response = await fetch(address + (document.hidden ? `${location.search ? "&" : "?"}away=1` : ""));
  if (!response.ok) throw new Error(`the page answered ${response.status}`);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (location.href !== address) return;
  Object.assign(document.body.dataset, { ...fresh.body.dataset });
  const done = swap(fresh);
  modal.show(fresh.getElementById("modal"));
  waits = done.waits;
  announce(done.added);
}

function showLost(lost) {
  isLost = lost;
  document.getElementById("connection").textContent = lost ? LOST : "";
}

async function follow() {
  for (;;) {
    try {
      const since = isLost ? "" : document.body.dataset.revision;
      const response = await fetch(`/ui/changes?since=${since}`);
      if (!response.ok) throw new Error(`changes answered ${response.status}`);
      const { revision } = await response.json();
      if (isLost || String(revision) !== document.body.dataset.revision) await refresh();
      if (isLost) showLost(false);
    } catch {
      showLost(true);
      await pause(RETRY_MS);
    }
  }
}

const later = () => waits && refresh().catch(() => {});

export function start() {
  remember(document);
  for (const end of ["focusout", "keyup", "pointerup", "toggle"]) document.addEventListener(end, () => setTimeout(later), true);
  document.addEventListener("visibilitychange", () => document.hidden || refresh().catch(() => {}));
  follow();
}
