// The page with the places of its fields: boxes are moved, resized and drawn by mouse, by finger, by two clicks or by
// arrow keys. Lengths named _px are of the screen, all others are millimetres on the sheet.

import { Handles } from "./editor_handles.js";
import { Lines } from "./editor_snap.js";
import { say } from "../words.js";

const DRAG_PX = 3; // less is a click with an unsteady hand
const LEAST_MM = 1;
const SETTLED_MS = 450; // arrow keys that follow each other are one change
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ZOOMS = [1, 6];

export class Stage {
  // `put(key, part, box)` is called when a place has come to rest, `drawn(box)` when one was drawn, `tell(text)` says it.
  constructor(region, { put, drawn, tell }) {
    this.region = region;
    this.svg = region.querySelector("[data-svg]");
    this.window = region.querySelector("[data-stage]");
    this.put = put;
    this.drawn = drawn;
    this.tell = tell;
    this.lines = new Lines();
    this.handles = new Handles(this.svg.querySelector("[data-handles]"), region);
    this.rubber = this.svg.querySelector("[data-rubber]");
    this.zoom = 1;
    this.drawing = null;
    this.waiting = null;
    this.busy = false;
    this.lines.load(this.svg.dataset.lines);
    this.svg.addEventListener("pointerdown", (event) => this.#down(event));
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    this.svg.addEventListener("keydown", (event) => this.#key(event));
    this.svg.addEventListener("pointermove", (event) => this.#rubber(event));
    new ResizeObserver(() => this.refresh()).observe(this.svg);
    this.refresh();
  }

  get mmPerPx() {
    return Number(this.svg.dataset.widthMm) / (this.svg.clientWidth || 1);
  }

  get current() {
    return this.svg.querySelector('.place.box[aria-current="true"]') ?? this.svg.querySelector('.place[aria-current="true"]');
  }

  // After the places were drawn anew.
  refresh() {
    for (const place of this.svg.querySelectorAll(".place.at-hand")) if (place !== this.atHand()) place.classList.remove("at-hand");
    const place = this.atHand();
    if (!place) return this.handles.clear();
    place.classList.add("at-hand");
    this.handles.show(boxOf(place), place.dataset.name, this.mmPerPx);
  }

  // The place that handles and arrow keys are for: the one taken last, else the one that is open.
  atHand() {
    const taken = this.taken && this.svg.querySelector(`#${CSS.escape(this.taken)}`);
    return taken ?? this.current;
  }

  take(place) {
    this.taken = place?.id ?? null;
    this.refresh();
  }

  show() {
    this.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  zoomBy(factor) {
    this.zoom = factor === null ? 1 : Math.min(Math.max(this.zoom * factor, ZOOMS[0]), ZOOMS[1]);
    this.svg.style.width = this.zoom === 1 ? "" : `${this.zoom * 100}%`;
    this.refresh();
    return this.zoom;
  }

  // A box of usual size in the middle of what is seen.
  middle() {
    const seen = this.window.getBoundingClientRect(), page = this.svg.getBoundingClientRect();
    const width = 60, height = 6;
    const x = (seen.left + seen.width / 2 - page.left) * this.mmPerPx - width / 2;
    const y = (seen.top + seen.height / 2 - page.top) * this.mmPerPx - height / 2;
    return this.#inside({ x, y, width, height });
  }

  // Two clicks, or a drag, make a box; `drawn` gets it with what was asked for.
  draw(wish) {
    this.drawing = wish;
    this.from = null;
    this.svg.classList.toggle("drawing", wish !== null);
    this.rubber.setAttribute("visibility", "hidden");
    if (wish !== null) this.tell(say(this.region, "draw"));
  }

  stopDrawing() {
    if (this.drawing === null) return false;
    this.draw(null);
    this.tell(say(this.region, "stopped"));
    return true;
  }

  // What arrow keys have changed and nobody was told of yet.
  settle() {
    if (!this.waiting) return;
    clearTimeout(this.waiting.timer);
    const place = this.svg.querySelector(`#${CSS.escape(this.waiting.id)}`);
    this.waiting = null;
    if (place) this.#rest(place);
  }

  // ---- pointer ----------------------------------------------------------------------------------------------------------

  #down(event) {
    if (event.button) return;
    if (this.drawing !== null) return this.#corner(event);
    const handle = event.target.closest("[data-handle]");
    const place = handle ? this.atHand() : event.target.closest(".place");
    if (!place) return;
    if (event.pointerType === "touch" && !handle && place !== this.atHand()) return; // a first touch chooses, or scrolls
    event.preventDefault();
    (handle ?? place).focus({ preventScroll: true });
    this.settle();
    const before = boxOf(place);
    this.#follow(event, (dx, dy) => {
      if (this.taken !== place.id) this.take(place);
      const box = handle ? this.#stretched(before, handle.dataset.handle, dx, dy) : this.#moved(before, dx, dy);
      this.#draw(place, box);
    }, (moved) => {
      if (moved) this.#rest(place);
    });
  }

  // Calls `move` with millimetres while the pointer is down, and `end` with whether it went anywhere.
  #follow(start, move, end) {
    let moved = false;
    const scale = this.mmPerPx;
    const moving = (event) => {
      const dx = event.clientX - start.clientX, dy = event.clientY - start.clientY;
      if (!moved && Math.hypot(dx, dy) < DRAG_PX) return;
      if (!moved) this.svg.setPointerCapture(start.pointerId);
      moved = true;
      this.busy = true;
      move(dx * scale, dy * scale, event);
    };
    const ended = () => {
      this.svg.removeEventListener("pointermove", moving);
      this.svg.removeEventListener("pointerup", ended);
      this.svg.removeEventListener("pointercancel", ended);
      // What was dragged was not clicked.
      if (moved) {
        const stop = (click) => { click.stopPropagation(); click.preventDefault(); };
        this.svg.addEventListener("click", stop, { capture: true, once: true });
        setTimeout(() => this.svg.removeEventListener("click", stop, { capture: true }));
      }
      this.busy = false;
      end(moved);
    };
    this.svg.addEventListener("pointermove", moving);
    this.svg.addEventListener("pointerup", ended);
    this.svg.addEventListener("pointercancel", ended);
  }

  #corner(event) {
    event.preventDefault();
    const at = this.#point(event);
    if (this.from) return this.#finish(at);
    this.from = at;
    this.tell(say(this.region, "drawn"));
    this.#follow(event, (dx, dy, now) => this.#rubber(now), (moved) => {
      if (moved) this.#finish({ x: this.to.x, y: this.to.y });
    });
  }

  #rubber(event) {
    if (this.drawing === null || !this.from) return;
    this.to = this.#point(event);
    set(this.rubber, between(this.from, this.to));
    this.rubber.setAttribute("visibility", "visible");
  }

  #finish(at) {
    const wish = this.drawing;
    let box = this.#inside(between(this.from, at));
    if (box.width < LEAST_MM || box.height < LEAST_MM) return;
    if (this.snaps) box = this.lines.resized(box, "nesw");
    this.draw(null);
    this.drawn(box, wish);
  }

  #point(event) {
    const page = this.svg.getBoundingClientRect();
    return { x: (event.clientX - page.left) * this.mmPerPx, y: (event.clientY - page.top) * this.mmPerPx };
  }

  // ---- keys -------------------------------------------------------------------------------------------------------------

  #key(event) {
    const step = ARROWS[event.key];
    const handle = event.target.closest("[data-handle]");
    const place = handle ? this.atHand() : event.target.closest(".place");
    if (!place || !step || event.isComposing || event.ctrlKey || event.metaKey) {
      if (place && !handle && event.key === " ") {
        event.preventDefault();
        place.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      }
      return;
    }
    event.preventDefault();
    if (this.taken !== place.id) this.take(place);
    const by = (event.shiftKey ? 10 : 1) * this.mmPerPx;
    const [dx, dy] = [step[0] * by, step[1] * by];
    const edges = handle ? handle.dataset.handle : event.altKey ? "se" : null;
    const box = edges ? this.#stretched(boxOf(place), edges, dx, dy, false) : this.#moved(boxOf(place), dx, dy, false);
    this.#draw(place, box);
    if (this.waiting?.id !== place.id) this.settle();
    clearTimeout(this.waiting?.timer);
    this.waiting = { id: place.id, timer: setTimeout(() => this.settle(), SETTLED_MS) };
  }

  // ---- boxes ------------------------------------------------------------------------------------------------------------

  get snaps() {
    return this.region.querySelector("[data-snap]")?.checked ?? false;
  }

  #moved(box, dx, dy, snap = this.snaps) {
    const moved = this.#inside({ ...box, x: box.x + dx, y: box.y + dy });
    return snap ? this.#inside(this.lines.moved(moved, Math.abs(dy) < LEAST_MM ? 0 : dy)) : moved;
  }

  #stretched(box, edges, dx, dy, snap = this.snaps) {
    let { x, y, width, height } = box;
    if (edges.includes("e")) width = Math.max(LEAST_MM, width + dx);
    if (edges.includes("s")) height = Math.max(LEAST_MM, height + dy);
    if (edges.includes("w")) [x, width] = [Math.min(x + dx, x + width - LEAST_MM), Math.max(LEAST_MM, width - dx)];
    if (edges.includes("n")) [y, height] = [Math.min(y + dy, y + height - LEAST_MM), Math.max(LEAST_MM, height - dy)];
    const stretched = this.#cut({ x, y, width, height });
    return snap ? this.#cut(this.lines.resized(stretched, edges)) : stretched;
  }

  // Moved so that it is on the page.
  #inside(box) {
    const [pageWidth, pageHeight] = this.#page();
    const width = Math.min(box.width, pageWidth), height = Math.min(box.height, pageHeight);
    return { width, height, x: Math.min(Math.max(0, box.x), pageWidth - width), y: Math.min(Math.max(0, box.y), pageHeight - height) };
  }

  // Cut off where the page ends.
  #cut(box) {
    const [pageWidth, pageHeight] = this.#page();
    const x = Math.max(0, box.x), y = Math.max(0, box.y);
    return { x, y, width: Math.min(box.x + box.width, pageWidth) - x, height: Math.min(box.y + box.height, pageHeight) - y };
  }

  #page() {
    return [Number(this.svg.dataset.widthMm), Number(this.svg.dataset.heightMm)];
  }

  #draw(place, box) {
    for (const rect of place.querySelectorAll("rect")) set(rect, box);
    this.handles.show(box, place.dataset.name, this.mmPerPx);
  }

  #rest(place) {
    const box = boxOf(place);
    const said = Object.fromEntries(["x", "y", "width", "height"].map((name) => [name, box[name].toFixed(1)]));
    this.tell(say(this.region, "at", { name: place.dataset.name, ...said }));
    this.put(place.dataset.key, place.dataset.part, box);
  }
}

export function boxOf(place) {
  const rect = place.querySelector("rect.box");
  return Object.fromEntries(["x", "y", "width", "height"].map((name) => [name, Number(rect.getAttribute(name))]));
}

function set(rect, box) {
  for (const name of ["x", "y", "width", "height"]) rect.setAttribute(name, box[name].toFixed(3));
}

function between(one, other) {
  return {
    x: Math.min(one.x, other.x), y: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y),
  };
}
