// Conversations stay at their end while somebody reads there, and where they are while somebody reads further up.

const NEAR = 40;
const atEnd = new WeakMap();
const extents = new WeakMap();

const extentOf = (scroller) => `${scroller.scrollHeight} ${scroller.clientHeight}`;
const isNearEnd = (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
const toEnd = (scroller) => (scroller.scrollTop = scroller.scrollHeight);
const newer = () => document.getElementById("newer");

const follow = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    const scroller = target.closest(".scroller");
    if (!scroller) continue;
    extents.set(scroller, extentOf(scroller));
    if (atEnd.get(scroller)) toEnd(scroller);
  }
});

function watch(scroller) {
  const list = scroller.firstElementChild;
  follow.observe(list);
  if (atEnd.has(scroller)) return;
  atEnd.set(scroller, !list.matches(".home"));
  follow.observe(scroller);
  scroller.addEventListener("scroll", () => {
    // The browser itself scrolls where the text is folded anew, as beside a thread; that is nobody's wish.
    if (extents.get(scroller) !== extentOf(scroller)) return;
    atEnd.set(scroller, isNearEnd(scroller) && !scroller.querySelector(".home"));
    if (scroller.id === "stream" && isNearEnd(scroller)) newer().hidden = true;
  });
}

function begin() {
  const stream = document.getElementById("stream");
  const isHome = Boolean(stream.querySelector(".home"));
  atEnd.set(stream, !isHome);
  if (isHome) stream.scrollTop = 0;
  else toEnd(stream);
  newer().hidden = true;
}

const watchAll = () => document.querySelectorAll(".scroller").forEach(watch);

// Something came into the stream: shown at once to who reads at the end, told to who reads further up.
function came() {
  newer().hidden = atEnd.get(document.getElementById("stream"));
}

export function goToEnd(scroller) {
  atEnd.set(scroller, true);
  toEnd(scroller);
}

export function start() {
  watchAll();
  begin();
  let here = document.body.dataset.in;
  document.addEventListener("drawn", watchAll);
  document.addEventListener("added", came);
  document.addEventListener("arrived", () => {
    if (here !== document.body.dataset.in) begin();
    here = document.body.dataset.in;
  });
  newer().addEventListener("click", () => goToEnd(document.getElementById("stream")));
}
