// Puts what the server drew into the page: what has not changed stays as it is, and what somebody is at work on waits.
//
// An element with an id and `data-live` is swapped: "whole" when its HTML is another one, "keyed" child by child (each has
// an id), "key" when its `data-key` is another one. A changed `data-key` always replaces the whole element.

const served = new WeakMap();
const FOCUSABLE = "a[href], button:not([disabled]), input, select, textarea, [tabindex]";
const TYPED = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea";

export function remember(root) {
  const regions = [...root.querySelectorAll("[data-live]")];
  if (root.dataset?.live) regions.push(root);
  for (const region of regions) {
    served.set(region, region.outerHTML);
    if (region.dataset.live === "keyed") for (const child of region.children) served.set(child, child.outerHTML);
  }
}

// Whether somebody is in the middle of something there: typing, choosing from an open list, or marking text.
function isBusy(element) {
  const active = document.activeElement;
  if (element.contains(active) && active.matches(TYPED) && active.value !== active.defaultValue) return true;
  if (element.querySelector("dialog[open], :popover-open, [aria-expanded=true]")) return true;
  const marked = document.getSelection();
  return !marked.isCollapsed && marked.rangeCount > 0 && marked.getRangeAt(0).intersectsNode(element);
}

const nameOf = (control) =>
  [
    control.closest("[data-block]")?.dataset.block,
    control.dataset.action ?? control.closest("[data-action]")?.dataset.action,
    control.dataset.do,
    control.dataset.name,
    control.name,
    ["checkbox", "radio"].includes(control.type) ? control.value : "",
  ].join("\n");

const twinOf = (control, fresh) =>
  (control.id && fresh.querySelector(`#${CSS.escape(control.id)}`)) ||
  [...fresh.querySelectorAll(FOCUSABLE)].find((other) => other.tagName === control.tagName && nameOf(other) === nameOf(control));

// The keyboard never ends up nowhere: where that element cannot take it, the box at the bottom does, or the conversation.
function focusOn(element) {
  for (const target of [element, document.querySelector("#composer textarea"), document.getElementById("main")]) {
    if (!target) continue;
    if (!target.matches(FOCUSABLE)) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return;
  }
}

function focusWhereItWas(old, fresh) {
  const active = document.activeElement;
  if (!old.contains(active)) return () => {};
  const range = active.matches("textarea, input[type=text]") ? [active.selectionStart, active.selectionEnd] : null;
  return () => {
    const twin = active === old ? fresh : twinOf(active, fresh);
    focusOn(twin ?? fresh);
    if (twin && range) twin.setSelectionRange?.(...range);
  };
}

// What somebody has typed or ticked and the server has not heard of yet.
function carryTyped(old, fresh) {
  for (const control of old.querySelectorAll("input, textarea, select")) {
    const twin = twinOf(control, fresh);
    if (!twin) continue;
    if (control.matches("select")) carrySelected(control, twin);
    else if (["checkbox", "radio"].includes(control.type)) {
      if (control.checked !== control.defaultChecked && control.defaultChecked === twin.defaultChecked) twin.checked = control.checked;
    } else if (control.value !== control.defaultValue && control.defaultValue === twin.defaultValue) twin.value = control.value;
  }
}

function carrySelected(control, twin) {
  const before = [...control.options].map((option) => `${option.value} ${option.defaultSelected}`).join("\n");
  const now = [...twin.options].map((option) => `${option.value} ${option.defaultSelected}`).join("\n");
  if (before !== now) return;
  [...control.options].forEach((option, number) => (twin.options[number].selected = option.selected));
}

function replace(old, fresh) {
  const html = fresh.outerHTML;
  const isSame = old.dataset.key === fresh.dataset.key;
  if (isSame) carryTyped(old, fresh);
  const refocus = isSame ? focusWhereItWas(old, fresh) : () => {};
  old.replaceWith(fresh);
  remember(fresh);
  served.set(fresh, html);
  refocus();
}

function removeGone(child) {
  const hadFocus = child.contains(document.activeElement);
  const next = child.nextElementSibling ?? child.previousElementSibling;
  child.remove();
  if (!hadFocus) return;
  focusOn(next);
}

function swapChildren(old, next) {
  const known = new Map([...old.children].map((child) => [child.id, child]));
  const change = { added: [], waits: false };
  let cursor = old.firstElementChild;
  for (const fresh of [...next.children]) {
    const html = fresh.outerHTML;
    let child = known.get(fresh.id);
    known.delete(fresh.id);
    if (!child) {
      old.insertBefore(fresh, cursor);
      served.set(fresh, html);
      change.added.push(fresh);
      continue;
    }
    if (served.get(child) !== html) {
      if (isBusy(child)) change.waits = true;
      else {
        const wasCursor = child === cursor;
        replace(child, fresh);
        child = fresh;
        if (wasCursor) cursor = fresh;
      }
    }
    if (child === cursor) cursor = cursor.nextElementSibling;
    else old.insertBefore(child, cursor);
  }
  known.forEach(removeGone);
  return change;
}

function swapRegion(old, next) {
  const none = { added: [], waits: false };
  if (old.dataset.key !== next.dataset.key) {
    replace(old, next);
    return { ...none, changed: true };
  }
  if (old.dataset.live === "key") return none;
  if (old.dataset.live === "keyed") return { ...swapChildren(old, next), changed: true };
  if (served.get(old) === next.outerHTML) return none;
  if (isBusy(old)) return { ...none, waits: true };
  replace(old, next);
  return { ...none, changed: true };
}

// Swaps every live region; answers what was added to lists, and whether something has to wait for whoever is at work there.
export function swap(fresh) {
  const sum = { added: [], waits: false };
  for (const { id } of document.querySelectorAll("[data-live]")) {
    const old = document.getElementById(id);
    const next = fresh.getElementById(id);
    if (!old || !next) continue;
    const { added, waits, changed } = swapRegion(old, next);
    sum.added.push(...added);
    sum.waits ||= waits;
    if (changed) document.dispatchEvent(new CustomEvent("drawn", { detail: { id } }));
  }
  document.title = fresh.title;
  return sum;
}
