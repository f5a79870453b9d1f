// What this browser tab remembers of the boxes: half-written messages, and the lines that were sent.

const KEPT_LINES = 50;

const draftKey = (form) => `draft ${document.body.dataset.as} ${document.body.dataset.in} ${form.dataset.thread}`;
const linesKey = () => `lines ${document.body.dataset.as}`;

export const draft = (form) => sessionStorage.getItem(draftKey(form)) ?? "";

export function keepDraft(form, text) {
  if (text) sessionStorage.setItem(draftKey(form), text);
  else sessionStorage.removeItem(draftKey(form));
}

export const lines = () => JSON.parse(sessionStorage.getItem(linesKey()) ?? "[]");

export function keepLine(text) {
  const others = lines().filter((line) => line !== text);
  sessionStorage.setItem(linesKey(), JSON.stringify([...others, text].slice(-KEPT_LINES)));
}
