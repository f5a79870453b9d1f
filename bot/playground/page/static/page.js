// One page, drawn by the server; each part of it listens for itself.
import * as attaching from "/static/attaching.js";
import * as blocks from "/static/blocks.js";
import * as clock from "/static/clock.js";
import * as composer from "/static/composer.js";
import * as developer from "/static/developer.js";
import * as live from "/static/live.js";
import * as menu from "/static/menu.js";
import * as messages from "/static/messages.js";
import * as modal from "/static/modal.js";
import * as scrolling from "/static/scrolling.js";
import * as sidebar from "/static/sidebar.js";
import * as tour from "/static/tour.js";
import * as visits from "/static/visits.js";

// The first one notes the page as it was served, before the others touch it.
const parts = [live, menu, messages, blocks, modal, attaching, composer, scrolling, sidebar, visits, clock, tour, developer];
for (const part of parts) part.start();
