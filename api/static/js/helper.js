// Several people share one device: what one left behind is cleared before the next, by hand or after three minutes
// without a touch. Half a minute before, it asks; any touch, key or the button keeps the page.

import { fill } from "./words.js";

const IDLE_S = 180;
const WARN_S = 30;

const box = document.querySelector("[data-idle]");
const forms = document.querySelectorAll("form[data-next]");
let left = IDLE_S;

for (const form of forms) form.addEventListener("submit", wipe);
// The memory of the Back button must not show the former person.
addEventListener("pageshow", (event) => { if (event.persisted) location.replace("/?giup=1"); });

if (box && forms.length && location.pathname !== "/") {
  for (const type of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(type, stay, { passive: true });
  box.querySelector("button").addEventListener("click", stay);
  setInterval(tick, 1000);
}

function stay() {
  left = IDLE_S;
  box.hidden = true;
}

function tick() {
  left--;
  if (left <= 0) {
    left = IDLE_S;
    forms[0].requestSubmit();
  } else if (left <= WARN_S) {
    // Said once and then every ten seconds: a countdown read aloud each second is noise.
    if (box.hidden || left % 10 === 0) box.querySelector("p").textContent = fill(box.dataset.words, { n: left });
    box.hidden = false;
  }
}

function wipe() {
  for (const name of ["sessionStorage", "localStorage"]) {
    try {
      window[name].clear();
    } catch { /* a browser that keeps nothing has nothing to clear */ }
  }
}
