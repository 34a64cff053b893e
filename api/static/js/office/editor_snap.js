// Where a box goes when it is near a printed line. All lengths in millimetres; a box is {x, y, width, height}.

const REACH_MM = 1.2;
const BELOW_MM = 2; // a dotted line belongs to a box that ends this little above it

export class Lines {
  #level = [];
  #upright = [];

  async load(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return; // without lines nothing snaps, and all else works
    const told = await answer.json();
    this.#level = told.level;
    this.#upright = told.upright;
  }

  // A box that was moved down or up: its lower edge comes to lie on a line, else its upper one.
  moved(box, dy) {
    if (!dy) return box;
    const bottom = this.#near(box.y + box.height, this.#across(box));
    if (bottom !== null) return { ...box, y: bottom - box.height };
    const top = this.#near(box.y, this.#across(box));
    return top === null ? box : { ...box, y: top };
  }

  // A box whose edges (letters of n, e, s, w) were moved.
  resized(box, edges) {
    let { x, y, width, height } = box;
    const across = this.#across(box), along = this.#along(box);
    if (edges.includes("s")) height = (this.#near(y + height, across) ?? y + height) - y;
    if (edges.includes("e")) width = (this.#near(x + width, along) ?? x + width) - x;
    if (edges.includes("n")) {
      const top = this.#near(y, across) ?? y;
      [y, height] = [top, y + height - top];
    }
    if (edges.includes("w")) {
      const left = this.#near(x, along) ?? x;
      [x, width] = [left, x + width - left];
    }
    return { x, y, width, height };
  }

  // Heights of the lines that run over or under the box.
  #across(box) {
    return this.#level.filter(([left, right]) => left < box.x + box.width && right > box.x).map(([, , y]) => y);
  }

  // Where upright lines stand beside it, and where dotted lines begin and end.
  #along(box) {
    const upright = this.#upright.filter(([, top, bottom]) => top < box.y + box.height && bottom > box.y).map(([x]) => x);
    const own = this.#level.filter(([, , y]) => y >= box.y && y <= box.y + box.height + BELOW_MM);
    return [...upright, ...own.flatMap(([left, right]) => [left, right])];
  }

  #near(at, lines) {
    let best = null;
    for (const line of lines) if (Math.abs(line - at) <= REACH_MM && (best === null || Math.abs(line - at) < Math.abs(best - at))) best = line;
    return best;
  }
}
