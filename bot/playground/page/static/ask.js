// Asks the server to do something for whoever sits here, and says what it complains of.

export const reader = () => document.body.dataset.as;
export const place = () => document.body.dataset.in;

export function complain(words) {
  document.getElementById("complaint").textContent = words;
}

export async function ask(action, payload = {}) {
  complain("");
  const response = await fetch(`/ui/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: reader(), in: place(), ...payload }),
  }).catch(() => null);
  if (!response) return refused("Rungs does not answer. Is it still running?");
  const answer = response.ok ? await response.json() : { error: await response.text() };
  return answer.error ? refused(answer.error) : answer;
}

function refused(error) {
  complain(error);
  return { error };
}
