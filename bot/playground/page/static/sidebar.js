// On narrow screens the conversations stand in a drawer behind the button "Menu".

const toggle = () => document.getElementById("sidebar-toggle");
const isOpen = () => toggle().getAttribute("aria-expanded") === "true";

function show(open) {
  toggle().setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("with-sidebar", open);
}

export function start() {
  toggle().addEventListener("click", () => {
    show(!isOpen());
    if (isOpen()) document.querySelector("#sidebar button").focus();
  });
  document.addEventListener("arrived", () => show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen() || event.defaultPrevented) return;
    show(false);
    toggle().focus();
  });
  for (const elsewhere of ["pointerdown", "focusin"]) {
    document.addEventListener(elsewhere, ({ target }) => isOpen() && !target.closest("#sidebar, #sidebar-toggle") && show(false));
  }
}
