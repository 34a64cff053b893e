// The editor of a draft: places on the page and the form of a field belong together, and every change saves itself.
// Everything here is also a form or a link that works without it.

import { Sender, panelState } from "./editor_send.js";
import { Stage } from "./editor_stage.js";
import { say } from "../words.js";

const TYPED_MS = 1000; // after the last letter
const ASKED_MS = 15_000;
const TEXT = "textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])";

const region = document.getElementById("sua");
const status = region.querySelector("[data-status]");
const home = region.dataset.home;
const tell = (text) => { status.textContent = text; };

for (const part of region.querySelectorAll("[data-needs-editor], [data-needs-keys]")) part.hidden = false;

const sender = new Sender(region, { shown, status: told });
const stage = region.querySelector("[data-svg]") ? new Stage(region, { put, drawn, tell }) : null;
let saved = panelState();
let timer = null;

function told(state) {
  status.classList.toggle("bad", state === "failed" || state === "refused");
  if (state === "saving") tell(say(region, "saving"));
  else if (state === "failed") tell(say(region, "failed"));
  else if (state === "saved") tell(say(region, "saved"));
  else if (state === "quiet") tell("");
  else tell(document.querySelector('#bao [data-testid="trouble"] li, #bao h2')?.textContent.trim() ?? "");
}

function shown(came) {
  for (const part of region.querySelectorAll("[data-needs-editor][hidden]")) part.hidden = false;
  dress();
  search();
  stage?.refresh();
  if (came.ok) saved = panelState();
  elsewhere(false);
}

// ---- places ---------------------------------------------------------------------------------------------------------------

function numbers({ x, y, width, height }) {
  const shown = { trai: x, tren: y, rong: width, cao: height };
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, value.toFixed(2)]));
}

function put(key, part, box) {
  sender.fields(`${home}/muc/${key}/cho`, { phan: part === "box" ? "o" : "nhan", ...numbers(box) });
}

async function drawn(box, wish) {
  unpress();
  if (wish.key) return put(wish.key, wish.part, box);
  await sender.form(region.querySelector("[data-add]"), { more: numbers(box) });
  document.getElementById("m-label")?.select();
}

function draw(wish, button) {
  unpress();
  if (!stage || stage.stopDrawing()) return;
  if (button.hasAttribute("data-draw")) button.setAttribute("aria-pressed", "true");
  stage.draw(wish);
}

function unpress() {
  for (const button of region.querySelectorAll("[data-draw]")) button.setAttribute("aria-pressed", "false");
}

// ---- what is clicked --------------------------------------------------------------------------------------------------------

region.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.zoomBy || button?.hasAttribute("data-zoom-whole")) zoom(button);
  if (button?.hasAttribute("data-draw")) draw({}, button);
  if (button?.dataset.redraw) draw({ key: document.getElementById("muc-mo").dataset.key, part: button.dataset.redraw }, button);
  const link = event.target.closest("a[data-open], a.place");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.getAttribute("href"), location.href);
  const other = address.searchParams.get("trang") !== region.dataset.page || region.dataset.tab !== "muc";
  event.preventDefault();
  stage?.settle();
  flush();
  if (other) {
    await sender.queue;
    location.assign(address);
    return;
  }
  if (link.matches(".place")) stage.take(link);
  else stage?.take(null);
  await sender.follow(address.href);
  if (!link.matches(".place")) stage?.show();
  else document.querySelector(`#cac-muc [data-row="${CSS.escape(link.dataset.key)}"]`)?.scrollIntoView({ block: "nearest" });
  look();
});

// A field that was opened was looked at: its guesses stay in sight, but are no longer open.
function look() {
  const form = region.querySelector("#muc-mo [data-see]");
  if (!form) return;
  sender.form(form, { quiet: true });
  form.hidden = true;
}

function zoom(button) {
  if (!stage) return;
  const now = stage.zoomBy(button.dataset.zoomBy ? Number(button.dataset.zoomBy) : null);
  region.querySelector("[data-zoom-told]").textContent = `${Math.round(now * 100)}%`;
}

region.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.closest("#khac")) return;
  event.preventDefault();
  if (form.hasAttribute("data-search")) return search();
  if (form.hasAttribute("data-add") && stage) return drawn(stage.middle(), {});
  if (form.hasAttribute("data-save")) clearTimeout(timer);
  else flush();
  sender.form(form, { submitter: event.submitter });
});

// ---- what is typed ----------------------------------------------------------------------------------------------------------

region.addEventListener("input", (event) => {
  if (event.target.matches("[data-search] input")) search();
  dress();
  const form = event.target.closest("form[data-save]");
  // A key is a name that other things go by: it is saved when it is whole.
  if (form && !event.isComposing && event.target.name !== "key") later(form, TYPED_MS);
});
region.addEventListener("compositionend", (event) => {
  const form = event.target.closest("form[data-save]");
  if (form) later(form, TYPED_MS);
});
region.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-save]");
  if (form) later(form, 0);
  const place = event.target.closest("form[data-place]");
  if (place && [...place.querySelectorAll("[data-number]")].every((box) => box.value !== "")) sender.form(place);
});

function later(form, ms) {
  clearTimeout(timer);
  timer = setTimeout(() => save(form), ms);
}

function save(form) {
  timer = null;
  if (!form.isConnected || sender.composing || panelState() === saved) return;
  saved = panelState();
  sender.form(form);
}

function flush() {
  const form = region.querySelector("#muc-mo form[data-save]");
  if (timer !== null && form) {
    clearTimeout(timer);
    save(form);
  }
}

// Only what belongs to the chosen kind and condition is shown.
function dress() {
  const form = region.querySelector('#muc-mo form[data-save] [name="kind"]')?.form;
  if (!form) return;
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== form.elements.kind.value;
  form.querySelector("[data-when]").hidden = form.elements.required.value !== "when";
  form.querySelector("[data-when-is]").hidden = form.elements.when.value !== "is";
  form.querySelector("[data-when-keys]").hidden = !["written", "blank"].includes(form.elements.when.value);
}

function search() {
  const asked = plain(document.getElementById("tim-muc")?.value ?? "");
  for (const row of region.querySelectorAll("[data-row]")) row.hidden = !plain(row.dataset.text).includes(asked);
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();
}

// ---- keys -------------------------------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Escape" && stage?.stopDrawing()) return unpress();
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return;
  if (event.target.matches(TEXT)) return; // in a box it is the box's own undo
  event.preventDefault();
  stage?.settle();
  flush();
  const name = key === "y" || event.shiftKey ? "[data-redo]" : "[data-undo]";
  sender.queue.then(() => region.querySelector(name)?.click());
});

// ---- others -----------------------------------------------------------------------------------------------------------------

function elsewhere(on) {
  region.querySelector("[data-elsewhere]").hidden = !on;
  if (on) tell(say(region, "changed"));
}

async function ask() {
  if (document.hidden) return;
  const headers = { "X-CSRF-Token": region.dataset.csrf, Accept: "application/json" };
  const answer = await fetch(`${home}/ai`, { method: "POST", headers }).catch(() => null);
  if (!answer?.ok) return;
  const { others, etag } = await answer.json();
  const banner = document.getElementById("o-day");
  banner.hidden = others.length === 0;
  banner.querySelector("p").textContent = others.length ? say(region, "others", { who: others.join(", ") }) : "";
  if (sender.idle && !sender.stopped && etag !== region.dataset.etag) elsewhere(true);
}

setInterval(ask, ASKED_MS);
document.addEventListener("visibilitychange", ask);
addEventListener("pagehide", () => navigator.sendBeacon(`${home}/roi`, new URLSearchParams({ csrf: region.dataset.csrf })));
addEventListener("beforeunload", (event) => {
  stage?.settle();
  flush();
  if (!sender.idle && !sender.stopped) event.preventDefault();
});

for (const link of region.querySelectorAll("#bao [data-line]")) {
  link.addEventListener("click", () => {
    const box = document.getElementById("m-yaml");
    const start = box.value.split("\n").slice(0, Number(link.dataset.line) - 1).join("\n").length + 1;
    box.focus();
    box.setSelectionRange(start, start + (box.value.slice(start).split("\n")[0].length));
  });
}

dress();
stage?.show();
if (region.dataset.tab === "muc") look();
region.classList.add("ready");
