// Sends what was changed, one thing after the other, each on the state that the one before left. What comes back is the
// editor itself: its parts are taken over, and what somebody is typing stays theirs.

import { page } from "./swap.js";

export class Sender {
  // `shown(came)` is called after parts were taken over; `status(name)` with saving | saved | quiet | failed | refused.
  constructor(region, { shown, status }) {
    this.region = region;
    this.shown = shown;
    this.status = status;
    this.queue = Promise.resolve();
    this.open = 0;
    this.stopped = false;
    this.composing = false;
    for (const [name, on] of [["compositionstart", true], ["compositionend", false]]) {
      region.addEventListener(name, () => { this.composing = on; });
    }
  }

  // A form, with the button that sent it; `quiet` keeps the open form as it is.
  form(form, { submitter = null, quiet = false, more = {} } = {}) {
    const told = new FormData(form, submitter);
    for (const [name, value] of Object.entries(more)) told.set(name, value);
    const manyParts = form.enctype === "multipart/form-data";
    return this.#enqueue(form.action, told, { quiet, manyParts, sent: panelState() });
  }

  fields(address, fields) {
    const told = new FormData();
    for (const [name, value] of Object.entries(fields)) told.append(name, value);
    return this.#enqueue(address, told, { sent: panelState() });
  }

  // Another part of the editor, after all that is still to be sent.
  follow(address) {
    return this.#after(async () => this.#take(await page(address), { saves: false, sent: panelState() }));
  }

  get idle() {
    return this.open === 0;
  }

  #enqueue(address, told, options) {
    return this.#after(async () => {
      if (!options.quiet) this.status("saving");
      told.set("csrf", this.region.dataset.csrf);
      if (told.has("etag") || !address.endsWith("/xem")) told.set("etag", this.region.dataset.etag);
      if (!told.has("trang")) told.set("trang", this.region.dataset.page);
      const body = options.manyParts ? told : new URLSearchParams(told);
      this.#take(await page(address, { method: "POST", body }), options);
    });
  }

  #after(act) {
    this.open++;
    this.queue = this.queue.then(async () => {
      if (this.stopped) return;
      try {
        await act();
      } catch {
        this.status("failed");
      } finally {
        this.open--;
      }
    });
    return this.queue;
  }

  #take(came, { quiet = false, saves = true, sent = "" }) {
    const fresh = came.document.getElementById("sua");
    if (came.status === 412) return this.#differs(came.document);
    if (!fresh) {
      if (came.ok) location.assign(came.url);
      else this.status("failed");
      return;
    }
    const typing = this.composing || panelState() !== sent;
    const panel = document.getElementById("muc-mo"), next = came.document.getElementById("muc-mo");
    const keep = quiet || (typing && panel?.dataset.key === next?.dataset.key);
    takeOver(came.document, keep ? ["muc-mo"] : []);
    this.region.dataset.etag = fresh.dataset.etag;
    if (came.ok) history.replaceState(null, "", came.url);
    if (!quiet) this.status(came.ok ? (saves ? "saved" : "quiet") : "refused");
    this.shown(came);
  }

  // Somebody else was first: what is new, and the choice. Nothing more is sent until it was made.
  #differs(fresh) {
    const told = fresh.getElementById("khac");
    const home = document.getElementById("bao");
    if (!told) return this.status("failed");
    told.className = "trouble conflict";
    const title = document.createElement("h2");
    title.textContent = told.querySelector("h1").textContent;
    told.querySelector("h1").replaceWith(title);
    home.replaceChildren(told);
    home.focus();
    home.scrollIntoView({ block: "start" });
    this.stopped = true;
    this.status("refused");
  }
}

// What stands in the boxes of the open form, as one text.
export function panelState() {
  const forms = document.querySelectorAll("#muc-mo form[data-save]");
  return [...forms].map((form) => {
    const told = new FormData(form);
    for (const name of ["etag", "csrf"]) told.delete(name);
    return new URLSearchParams(told).toString();
  }).join("|");
}

function takeOver(fresh, kept) {
  const place = focusOf();
  const opened = [...document.querySelectorAll("#muc-mo details[open]")].length > 0;
  for (const old of document.querySelectorAll("[data-swap]")) {
    const now = fresh.getElementById(old.id);
    if (!now || kept.includes(old.id) || now.outerHTML === old.outerHTML) continue;
    const sameField = old.id === "muc-mo" && old.dataset.key === now.dataset.key;
    old.replaceWith(now);
    if (sameField && opened) for (const more of now.querySelectorAll("details")) more.open = true;
  }
  backTo(place);
}

function focusOf() {
  const at = document.activeElement;
  if (!at?.id) return { id: "", testid: at?.dataset?.testid ?? "" };
  const range = at.matches("input:not([type=number], [type=date], [type=checkbox]), textarea");
  return { id: at.id, range: range ? [at.selectionStart, at.selectionEnd] : null };
}

// The focus goes back to what has the same name now: parts that were taken over are other elements.
function backTo({ id, testid, range }) {
  if (document.activeElement !== document.body && document.activeElement !== null) return;
  const at = id ? document.getElementById(id) : testid ? document.querySelector(`#sua [data-testid="${testid}"]`) : null;
  at?.focus({ preventScroll: true });
  if (at && range) at.setSelectionRange(...range);
}
