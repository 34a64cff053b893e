// A page as a drawing that is looked at through a window: nothing moves but the viewBox. Lengths named _px are of the
// screen, all others are units of the drawing (its page is 1000 wide).

const MARGIN_PX = 24; // around a place that is shown: product, 6.2
const CLOSE = 3; // how much larger than fitted to the width a place is shown by Z
const CLOSEST = 8;
const DRAG_PX = 4; // less is a click with an unsteady hand

export class View {
  constructor(svg, told) {
    this.svg = svg;
    this.told = told; // called with the zoom as a number, 1 being fitted to the width
    [this.pageWidth, this.pageHeight] = svg.dataset.whole.split(" ").map(Number);
    this.x = 0;
    this.y = 0;
    this.width = this.pageWidth;
    svg.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.#drag(event));
    new ResizeObserver(() => this.#draw()).observe(svg);
  }

  get height() {
    const { clientWidth, clientHeight } = this.svg;
    return clientWidth ? this.width * clientHeight / clientWidth : this.pageHeight;
  }

  get unitsPerPx() {
    return this.svg.clientWidth ? this.width / this.svg.clientWidth : 1;
  }

  // As wide as the window, from the top.
  fit() {
    this.width = this.pageWidth;
    this.x = this.y = 0;
    this.#draw();
  }

  whole() {
    const { clientWidth, clientHeight } = this.svg;
    this.width = clientHeight ? Math.max(this.pageWidth, this.pageHeight * clientWidth / clientHeight) : this.pageWidth;
    this.x = (this.pageWidth - this.width) / 2;
    this.y = (this.pageHeight - this.height) / 2;
    this.#draw();
  }

  by(factor) {
    this.#to(this.width / factor, this.x + this.width / 2, this.y + this.height / 2);
  }

  // The place in the window with its margin, moved no further than it takes; smaller when it does not fit.
  show(place) {
    this.#fitting(place);
    const margin = MARGIN_PX * this.unitsPerPx;
    this.x = near(this.x, place.x - margin, place.x + place.width + margin - this.width);
    this.y = near(this.y, place.y - margin, place.y + place.height + margin - this.height);
    this.#draw();
  }

  // Three times as large, the place in the middle.
  close(place) {
    this.width = this.pageWidth / CLOSE;
    this.#fitting(place);
    this.#to(this.width, place.x + place.width / 2, place.y + place.height / 2);
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.#draw();
  }

  #fitting(place) {
    const { clientWidth, clientHeight } = this.svg;
    const across = Math.max(1, clientWidth - 2 * MARGIN_PX);
    const down = Math.max(1, clientHeight - 2 * MARGIN_PX);
    const needed = Math.max(place.width / across, place.height / down) * clientWidth;
    this.width = Math.max(this.width, needed);
  }

  #to(width, middleX, middleY) {
    const most = Math.max(this.pageWidth, this.pageHeight * this.svg.clientWidth / Math.max(1, this.svg.clientHeight));
    this.width = Math.min(Math.max(width, this.pageWidth / CLOSEST), most);
    this.x = middleX - this.width / 2;
    this.y = middleY - this.height / 2;
    this.#draw();
  }

  #draw() {
    if (!this.svg.clientWidth) return;
    const margin = MARGIN_PX * this.unitsPerPx;
    this.x = within(this.x, this.width, this.pageWidth, margin);
    this.y = within(this.y, this.height, this.pageHeight, margin);
    this.svg.setAttribute("viewBox", [this.x, this.y, this.width, this.height].map((n) => n.toFixed(2)).join(" "));
    this.told(this.pageWidth / this.width);
  }

  #wheel(event) {
    if (event.ctrlKey) {
      event.preventDefault();
      this.by(event.deltaY < 0 ? 1.15 : 1 / 1.15);
      return;
    }
    const before = `${this.x} ${this.y}`;
    this.pan(event.deltaX * this.unitsPerPx, event.deltaY * this.unitsPerPx);
    if (before !== `${this.x} ${this.y}`) event.preventDefault();
  }

  #drag(start) {
    if (start.button) return;
    const from = { x: this.x, y: this.y };
    let moved = false;
    const move = (event) => {
      const dx = event.clientX - start.clientX, dy = event.clientY - start.clientY;
      if (!moved && Math.hypot(dx, dy) < DRAG_PX) return;
      if (!moved) this.svg.setPointerCapture(start.pointerId);
      moved = true;
      this.x = from.x - dx * this.unitsPerPx;
      this.y = from.y - dy * this.unitsPerPx;
      this.#draw();
    };
    const end = () => {
      this.svg.removeEventListener("pointermove", move);
      // A box that was dragged over was not clicked.
      if (moved) this.svg.addEventListener("click", (event) => event.stopPropagation(), { capture: true, once: true });
      setTimeout(() => { moved = false; });
    };
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("pointerup", end, { once: true });
    this.svg.addEventListener("pointercancel", end, { once: true });
  }
}

// The place of a box, from the attributes of its rectangle.
export function placeOf(box) {
  const rect = box.querySelector("rect.box");
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
  return { x, y, width, height };
}

function near(now, highest, lowest) {
  return Math.max(Math.min(now, highest), lowest);
}

// Inside the page and a margin; in the middle where the page is smaller than the window.
function within(start, length, whole, margin) {
  if (length >= whole + 2 * margin) return (whole - length) / 2;
  return Math.min(Math.max(start, -margin), whole + margin - length);
}
