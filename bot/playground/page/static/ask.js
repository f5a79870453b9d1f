// Asks the server to do something for whoever sits here, and says what it complains of.

const PATIENCE_MS = 400;
let pending = 0;

export const reader = () => document.body.dataset.as;
export const place = () => document.body.dataset.in;

const complaint = () => document.querySelector("#modal .complaint") ?? document.getElementById("complaint");

export function complain(words, outlet = complaint()) {
  outlet.textContent = words;
}

function showPending() {
  const line = document.getElementById("working");
  line.textContent = pending ? line.dataset.words : "";
}

async function waiting(answer) {
  pending += 1;
  const slow = setTimeout(showPending, PATIENCE_MS);
  try {
    return await answer;
  } finally {
    clearTimeout(slow);
    pending -= 1;
    if (!pending) showPending();
  }
}

// What an action answers; with `error`, which was then shown in `outlet`, where it was refused.
export async function ask(action, payload = {}, outlet = complaint()) {
  complain("", outlet);
  const response = await waiting(
    fetch(`/ui/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: reader(), in: place(), ...payload }),
    }).catch(() => null),
  );
  if (!response) return refused("Rungs does not answer. Is it still running?", outlet);
  const answer = response.ok ? await response.json() : { error: await response.text() };
  return answer.error ? refused(answer.error, outlet) : answer;
}

function refused(error, outlet) {
  complain(error, outlet.isConnected ? outlet : complaint());
  return { error };
}
