// Follows what changes on the server and swaps it in; what somebody is typing into stays.

const REGIONS = ["banner", "stream", "replies", "modal"];
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
  for (const id of REGIONS) swap(fresh, id);
}

async function follow() {
  for (;;) {
    try {
      const response = await fetch(`/ui/changes?since=${document.body.dataset.revision}`);
      const { revision } = await response.json();
      if (String(revision) === document.body.dataset.revision) continue;
      document.body.dataset.revision = revision;
      await refresh();
    } catch {
      await new Promise((resume) => setTimeout(resume, 2000));
    }
  }
}

export function start() {
  const stream = document.getElementById("stream");
  stream.scrollTop = stream.scrollHeight;
  follow();
}
