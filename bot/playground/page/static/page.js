// One page, drawn by the server; each part of it listens for itself.
import { ask, place } from "/static/ask.js";
import * as blocks from "/static/blocks.js";
import * as clock from "/static/clock.js";
import * as composer from "/static/composer.js";
import * as developer from "/static/developer.js";
import * as live from "/static/live.js";
import * as messages from "/static/messages.js";
import * as modal from "/static/modal.js";
import * as tour from "/static/tour.js";

for (const part of [blocks, clock, composer, developer, live, messages, modal, tour]) part.start();

document.addEventListener("change", (event) => {
  if (event.target.id !== "who") return;
  const at = place().startsWith("D") ? "" : place();
  location.assign(`/?as=${event.target.value}&in=${at}`);
});

if (place() === "home") ask("home");
