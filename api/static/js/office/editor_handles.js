// The eight handles of a box: each has a name, can be dragged, and takes the arrow keys. They stand outside the box and
// never nearer to each other than a finger needs. Lengths named _px are of the screen, all others millimetres.

import { fill } from "../words.js";

export const NAMES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];
const REACH_PX = 24;
const KNOB_PX = 10;
const SVG = "http://www.w3.org/2000/svg";

export class Handles {
  constructor(home, region) {
    this.home = home;
    this.region = region;
  }

  clear() {
    this.home.replaceChildren();
  }

  // Around a box of that name; `mmPerPx` is the scale of the screen.
  show(box, name, mmPerPx) {
    if (this.home.dataset.name !== name || !this.home.childElementCount) this.#make(name);
    const out = (side) => Math.max(REACH_PX / 2 * mmPerPx, (2 * REACH_PX * mmPerPx - side) / 2);
    const [beside, above] = [out(box.width), out(box.height)];
    for (const handle of this.home.children) {
      const edges = handle.dataset.handle;
      const x = edges.includes("w") ? box.x - beside : edges.includes("e") ? box.x + box.width + beside : box.x + box.width / 2;
      const y = edges.includes("n") ? box.y - above : edges.includes("s") ? box.y + box.height + above : box.y + box.height / 2;
      square(handle.firstChild, x, y, REACH_PX * mmPerPx);
      square(handle.lastChild, x, y, KNOB_PX * mmPerPx);
    }
  }

  focus(edges) {
    this.home.querySelector(`[data-handle="${edges}"]`)?.focus({ preventScroll: true });
  }

  #make(name) {
    this.home.dataset.name = name;
    this.home.replaceChildren(...NAMES.map((edges) => {
      const handle = document.createElementNS(SVG, "g");
      handle.setAttribute("class", `handle ${edges}`);
      handle.setAttribute("role", "button");
      handle.setAttribute("tabindex", "0");
      handle.setAttribute("aria-label", fill(this.region.dataset[`sayHandle${edges[0].toUpperCase()}${edges.slice(1)}`], { name }));
      handle.dataset.handle = edges;
      for (const part of ["reach", "knob"]) {
        const rect = document.createElementNS(SVG, "rect");
        rect.setAttribute("class", part);
        handle.append(rect);
      }
      return handle;
    }));
  }
}

function square(rect, x, y, side) {
  for (const [name, value] of Object.entries({ x: x - side / 2, y: y - side / 2, width: side, height: side })) rect.setAttribute(name, value.toFixed(3));
}
