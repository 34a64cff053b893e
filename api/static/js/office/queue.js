// J, K and Enter in the list. Links and forms do everything without it.

import { bind, enter } from "./keys.js";

const NARROW = "(max-width: 63.99rem)";

const list = document.querySelector("[data-keys]");
const rows = () => [...list.querySelectorAll("a.open")];
let last = -1; // where somebody was, should the focus have gone elsewhere in the list

function move(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  const to = at >= 0 ? at + step : last >= 0 ? last : step > 0 ? 0 : all.length - 1;
  const row = all[Math.min(Math.max(to, 0), all.length - 1)];
  row?.focus({ preventScroll: true });
  row?.closest("tr").scrollIntoView({ block: "nearest" });
}

function open() {
  const row = rows()[last];
  if (!row) return false;
  row.click();
  return true;
}

list.addEventListener("focusin", (event) => {
  const at = rows().indexOf(event.target);
  if (at >= 0) last = at;
});

bind(list, { next: () => move(1), previous: () => move(-1), open }, { repeat: ["next", "previous"] });
enter(list);
for (const hint of list.querySelectorAll("[data-needs-keys]")) hint.hidden = false;

// On a narrow window the list comes first; a filter that is in use stays open.
const filter = document.querySelector("[data-filter]");
if (filter && matchMedia(NARROW).matches && !("narrowed" in filter.dataset)) filter.open = false;
