// Follows a check: the server says that something happened, this asks for the list anew. Without a stream it asks
// every two seconds. What is shown always comes from the server, so a lost message changes nothing.

import { fill, make, say } from "./words.js";

const POLL_MS = 2000;
const QUIET_MS = 3000; // at most one spoken message in this time
const SOON_MS = 250;
const READ_MS = 1200; // long enough to hear the verdict before the page changes

const place = document.querySelector("[data-progress]");
const live = document.querySelector("[data-live]");
const heading = document.querySelector("#tieu-de");
const types = ["page.received", "page.stage", "page.read", "page.done", "document.recognised", "check.done", "check.failed"];

let spokenAt = 0;
let waiting = null;
let asking = null;
let wanted = false; // something happened that the list on its way may not show yet
let polling = null;
let over = false;

if (place) follow();

function follow() {
  if (!("EventSource" in window)) return poll();
  const stream = new EventSource(place.dataset.events);
  let failed = 0;
  for (const type of types) stream.addEventListener(type, () => { failed = 0; soon(); });
  stream.onopen = () => stopPolling();
  stream.onerror = () => {
    // The browser comes back by itself unless the server refused; the list is asked for meanwhile.
    failed++;
    poll();
    if (failed >= 5 && stream.readyState !== EventSource.CLOSED) stream.close();
  };
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

function poll() {
  polling ??= setInterval(soon, POLL_MS);
}

function stopPolling() {
  clearInterval(polling);
  polling = null;
  soon();
}

function soon() {
  wanted = true;
  asking ??= setTimeout(async () => {
    wanted = false;
    await ask();
    asking = null;
    if (wanted) soon();
  }, SOON_MS);
}

async function ask() {
  if (over) return;
  let answer;
  try {
    answer = await fetch(place.dataset.fragment, { credentials: "same-origin", cache: "no-store" });
  } catch {
    live.classList.remove("spoken");
    tell(say(place, "lost"));
    return poll();
  }
  if (answer.redirected || answer.status === 404) return location.reload();
  if (!answer.ok) return poll();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("tien-do");
  if (!fresh) return;
  renew(fresh);
  live.classList.add("spoken");
  if (fresh.dataset.examined === "yes") finish(fresh.dataset.verdict);
  else tell(fresh.dataset.said);
}

// Puts the new list in place and keeps the focus on the row that has it.
function renew(fresh) {
  const old = document.getElementById("tien-do");
  const focused = document.activeElement?.closest?.("[data-page]")?.dataset.page;
  const onLink = document.activeElement?.matches?.("a.see");
  if (old.innerHTML !== fresh.innerHTML) {
    old.replaceWith(fresh);
    if (focused) {
      const row = fresh.querySelector(`[data-page="${CSS.escape(focused)}"]`);
      (onLink ? row?.querySelector("a.see") : row)?.focus({ preventScroll: true });
    }
  }
  document.title = fresh.dataset.title;
  if (heading.textContent !== fresh.dataset.title) heading.textContent = fresh.dataset.title;
}

function tell(words) {
  clearTimeout(waiting);
  const now = Date.now();
  const put = () => {
    spokenAt = Date.now();
    if (live.textContent !== words) live.textContent = words;
  };
  if (now - spokenAt >= QUIET_MS) put();
  else waiting = setTimeout(put, QUIET_MS - (now - spokenAt));
}

// The result takes over only when nobody is busy with something else on this page.
function finish(verdict) {
  over = true;
  clearInterval(polling);
  clearTimeout(waiting);
  const word = place.dataset["word" + (verdict || "review").replace(/^./, (c) => c.toUpperCase())] ?? "";
  const said = fill(say(place, "ready"), { verdict: word });
  const address = `${place.dataset.result}#ket-qua`;
  const active = document.activeElement;
  const free = !active || active === document.body || active === heading || active.id === "noi-dung";
  live.classList.remove("spoken");
  live.textContent = said;
  if (free) {
    setTimeout(() => location.replace(address), READ_MS);
    return;
  }
  const link = make("a", "", say(place, "see"));
  link.href = address;
  live.append(" ", link);
}
