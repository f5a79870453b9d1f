// Menus by ARIA's rules: a button with `data-menu` opens the menu of that id; arrows, Home, End, letters, Escape, Tab.

let opener = null;
let wasOpen = false;

const items = (menu) => [...menu.querySelectorAll("[role^=menuitem]")];

// The button that opened the menu in which something was chosen.
export const openedBy = () => opener;

function put(menu, button) {
  const place = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = place.bottom + 4;
  const top = below + height > innerHeight ? Math.max(4, place.top - height - 4) : below;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(4, Math.min(place.left, innerWidth - width - 4))}px`;
}

function open(button) {
  const menu = document.getElementById(button.dataset.menu);
  opener = button;
  menu.showPopover();
  button.setAttribute("aria-expanded", "true");
  put(menu, button);
  (menu.querySelector("[aria-checked=true]") ?? items(menu)[0])?.focus();
}

export function close(menu) {
  menu.hidePopover();
  opener?.focus();
}

function step(menu, key) {
  const all = items(menu);
  const here = all.indexOf(document.activeElement);
  const moves = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: -1 };
  if (key in moves) return all.at(moves[key] % all.length);
  if (key.length !== 1) return null;
  const after = [...all.slice(here + 1), ...all.slice(0, here + 1)];
  return after.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

function press(event) {
  const menu = event.target.closest("[role=menu]");
  if (!menu) return;
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    return close(menu);
  }
  const next = event.key === " " ? null : step(menu, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function start() {
  // A press outside a menu closes it before the click arrives: on its own button that click must not open it again.
  document.addEventListener("pointerdown", ({ target }) => (wasOpen = Boolean(target.closest("[data-menu][aria-expanded=true]"))), true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-menu]");
    if (button && !wasOpen) open(button);
    wasOpen = false;
    const item = event.target.closest("[role=menu] [role^=menuitem]");
    if (item) close(item.closest("[role=menu]"));
  });
  document.addEventListener("keydown", press);
  document.addEventListener("toggle", ({ target, newState }) => {
    const isClosed = newState === "closed" && target.matches("[role=menu]");
    if (isClosed) document.querySelector(`[data-menu="${target.id}"][aria-expanded=true]`)?.setAttribute("aria-expanded", "false");
  }, true);
}
