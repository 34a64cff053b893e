// The review by keyboard: cards and boxes move together, decisions are sent without leaving the page, and what comes
// back is the page itself. Everything here is also a form or a link that works without it.

import { bind, enter } from "./keys.js";
import { dialogs } from "./review_dialogs.js";
import { Pages } from "./review_pages.js";
import { Seen } from "./seen.js";
import { page, takeOver } from "./swap.js";
import { fill, say } from "../words.js";

const region = document.getElementById("soat");
const live = document.querySelector("[data-live]");
const trouble = region.querySelector("[data-trouble]");
const home = region.dataset.home;
const mayWrite = region.hasAttribute("data-may-write");
const KEEP_MS = 4 * 60_000; // well within the time for which a dossier stays taken
const IDLE_MS = 10 * 60_000;
const SETTLED_MS = 1500; // a reload lets go of the dossier in the same moment in which it takes it again

const seen = new Seen();
const pages = new Pages(region, (id) => activate(document.getElementById(id)));
let busy = false;
let staying = false;
let usedAt = Date.now();

const all = () => [...region.querySelectorAll("#danh-sach .card")];
const points = () => all().filter((card) => card.dataset.number);
const active = () => region.querySelector('.card[aria-current="true"]');
const tell = (text) => { live.textContent = text; };

// ---- where we are ---------------------------------------------------------------------------------------------------

function activate(card, { focus = true, quiet = false } = {}) {
  if (!card) return;
  for (const other of region.querySelectorAll('.card[aria-current="true"]')) if (other !== card) other.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  pages.showCard(card);
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  if (quiet) return;
  const { number, say: name } = card.dataset;
  tell(number ? fill(region.dataset.sayAtPoint, { n: number, all: points().length, name: name.replace(/^\d+\. /, "") }) : name);
}

function step(cards, by) {
  const at = cards.indexOf(active());
  const next = at < 0 ? cards[by > 0 ? 0 : cards.length - 1] : cards[at + by];
  if (next) activate(next);
  else tell(say(region, "noMore"));
}

async function move(by) {
  if (list() === "the") await open("diem");
  step(points(), by);
}

async function moveField(by) {
  const at = active()?.id;
  if (list() !== "muc") await open("muc");
  if (at && document.getElementById(at)) activate(document.getElementById(at), { quiet: true });
  step(all(), by);
}

function list() {
  return document.getElementById("danh-sach").dataset.list;
}

async function open(tab) {
  const link = region.querySelector(`[data-tab="${tab}"]`);
  await follow(link.href);
}

async function follow(address) {
  const came = await page(address);
  if (!accepted(came)) return;
  takeOver(came.document);
  settle(came);
}

// ---- what is decided --------------------------------------------------------------------------------------------------

async function send(form, submitter) {
  if (busy) return;
  busy = true;
  region.setAttribute("aria-busy", "true");
  try {
    const told = new FormData(form);
    if (submitter?.name) told.set(submitter.name, submitter.value);
    const card = form.closest(".card") ?? active();
    if (card && told.has("luc")) told.set("nhin", String(seen.ms(card)));
    told.set("xem", list() === "the" ? "diem" : list());
    const came = await page(form.action, { method: "POST", body: new URLSearchParams(told) });
    if (!accepted(came)) return;
    trouble.hidden = true;
    takeOver(came.document);
    settle(came);
  } catch {
    complain(say(region, "failed"));
  } finally {
    busy = false;
    region.removeAttribute("aria-busy");
  }
}

// Whether an answer is a review again; if not, what it says is shown, or gone to.
function accepted(came) {
  if (came.status === 409 && came.document.querySelector("main h1")) {
    staying = true;
    complain(wordsOf(came.document));
    return false;
  }
  if (!came.ok) {
    complain(wordsOf(came.document) || say(region, "failed"));
    return false;
  }
  if (came.document.getElementById("soat")) return true;
  staying = came.url.includes(home);
  location.assign(came.url);
  return false;
}

function wordsOf(fresh) {
  const told = fresh.querySelectorAll('[data-testid="trouble"] li');
  return [...(told.length ? told : fresh.querySelectorAll("main h1, main h1 ~ p"))].map((e) => e.textContent.trim()).join(" ");
}

function complain(text) {
  trouble.hidden = false;
  trouble.querySelector("p").textContent = text;
  trouble.focus();
}

function settle(came) {
  const fresh = came.document.getElementById("soat");
  region.dataset.stamp = fresh.dataset.stamp;
  history.replaceState(null, "", came.url);
  dress();
  const at = fresh.querySelector('.card[aria-current="true"]')?.id ?? came.document.querySelector('.card[aria-current="true"]')?.id;
  const told = document.querySelector('[data-testid="told"]')?.textContent.trim() ?? "";
  const current = wantedCard(came.url) ?? (at && document.getElementById(at)) ?? all()[0];
  activate(current, { quiet: true });
  if (current) {
    const { number, say: name } = current.dataset;
    const where = number ? fill(region.dataset.sayAtPoint, { n: number, all: points().length, name: name.replace(/^\d+\. /, "") }) : name;
    tell(`${told} ${where}`.trim());
  } else {
    tell(told);
    region.focus({ preventScroll: true });
  }
}

// The card that an address asks for: a part of it that is not sent, but is kept in `diem`.
function wantedCard(address) {
  const point = new URL(address).searchParams.get("diem");
  return point ? all().find((card) => card.querySelector("form[data-decide]")?.action.endsWith(encodeURIComponent(point).replaceAll("%3A", ":"))) : null;
}

function accept() {
  const card = active();
  if (!card) return false;
  if (card.dataset.state !== "open") return step(points(), +1);
  press(card.hasAttribute("data-masked") ? "reveal" : "accept");
}

function press(what) {
  const card = active();
  const button = card?.querySelector(`[data-do="${what}"]`);
  if (!button) return false;
  if (button.matches("button")) button.form.requestSubmit(button);
  else button.click();
}

function edit() {
  const card = active();
  if (card?.hasAttribute("data-masked")) return press("reveal");
  const input = card?.querySelector("[data-value]");
  if (!input) return false;
  input.focus();
  input.select();
}

region.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-receive]")) staying = true;
  if (!form.matches("[data-decide], [data-undo]")) return;
  event.preventDefault();
  const card = form.closest(".card");
  const accepting = card && (event.submitter?.dataset.do ?? "accept") === "accept";
  if (card && card !== active()) activate(card, { focus: false, quiet: true });
  if (accepting && seen.ms(card) < Number(region.dataset.enough)) {
    tell(say(region, "lookFirst"));
    return;
  }
  send(form, event.submitter);
});

region.addEventListener("click", (event) => {
  const target = event.target.closest("a, button, .card");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const doing = target.dataset.do;
  const card = target.closest(".card");
  if (card && card !== active()) activate(card, { focus: target === card, quiet: true });
  if (target.dataset.tab) {
    event.preventDefault();
    follow(target.href);
  } else if (doing === "edit") edit();
  else if (doing === "override") {
    event.preventDefault();
    boxes.override(card, region.dataset.stamp);
  } else if (doing === "blank") {
    event.preventDefault();
    boxes.blank(card, target.href);
  } else if (target.dataset.go === "postpone") {
    event.preventDefault();
    boxes.postpone();
  }
});

// A card that somebody goes into is the one at hand.
region.addEventListener("focusin", (event) => {
  const card = event.target.closest(".card");
  if (card && card !== active()) activate(card, { focus: false });
});

region.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !event.target.matches("[data-value]")) return;
  event.target.value = event.target.defaultValue;
  event.target.closest(".card").focus();
});

const boxes = dialogs({ send, sayNoBlank: say(region, "noBlank") });

// ---- keys -------------------------------------------------------------------------------------------------------------

const go = (testid) => () => {
  const button = region.querySelector(`[data-testid="${testid}"]`);
  if (!button) return false;
  if (button.disabled) tell(document.getElementById("vi-sao")?.textContent.trim() ?? "");
  else button.click();
};
const decide = (what) => () => (mayWrite ? press(what) : tell(say(region, "readOnly")));

bind(region, {
  next: () => { move(+1); },
  previous: () => { move(-1); },
  next_field: () => { moveField(+1); },
  previous_field: () => { moveField(-1); },
  accept: () => (mayWrite ? accept() : false),
  edit: () => (mayWrite ? edit() : false),
  override: decide("override"),
  illegible: decide("illegible"),
  not_applicable: decide("not_applicable"),
  retake: decide("retake"),
  next_page: () => pages.turn(+1),
  previous_page: () => pages.turn(-1),
  zoom: () => pages.close(active()),
  whole: () => pages.whole(),
  original: () => pages.original(),
  card: () => { open(list() === "the" ? "diem" : "the"); },
  blank: () => press("blank"),
  slip: go("slip"),
  receive: go("receive"),
  undo: go("undo"),
  postpone: go("postpone"),
}, { repeat: ["next", "previous", "next_field", "previous_field"] });

// ---- coming, staying, leaving -----------------------------------------------------------------------------------------

function quietly(path) {
  return fetch(`${home}/${path}`, { method: "POST", keepalive: true, headers: { "X-CSRF-Token": region.dataset.csrf } }).catch(() => null);
}

if (mayWrite) {
  for (const what of ["keydown", "pointerdown", "wheel"]) addEventListener(what, () => { usedAt = Date.now(); }, { passive: true });
  setTimeout(() => quietly("giu"), SETTLED_MS);
  setInterval(() => {
    if (!document.hidden && Date.now() - usedAt < IDLE_MS) quietly("giu");
  }, KEEP_MS);
  // The slip, the acceptance and the trail belong to the dossier: going there is no leaving.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && new URL(link.href, location.href).pathname.startsWith(`${home}/`)) staying = true;
  });
  addEventListener("pagehide", () => { if (!staying) quietly("roi"); });
}
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

function dress() {
  for (const button of region.querySelectorAll('[data-do="edit"][hidden]')) button.hidden = false;
  seen.watch(all());
  pages.dress();
}

region.classList.add("ready");
dress();
activate(wantedCard(location.href) ?? active() ?? points()[0], { focus: false, quiet: true });
enter(region);
if (document.activeElement === region) activate(active(), { quiet: true });
