// The pages of a review: one is shown, its boxes can be gone through, and the one of the card at hand is in view.

import { View, placeOf } from "./zoom.js";

const BADGE = 14, NUMBER = 17; // as the server draws them

export class Pages {
  #views = new Map();

  constructor(region, onBox) {
    this.region = region;
    this.onBox = onBox; // called with the id of a card
    this.zoom = region.querySelector("[data-zoom]");
    this.zoom.hidden = false;
    for (const svg of region.querySelectorAll("[data-sheet] svg")) {
      this.#views.set(svg.closest("[data-sheet]"), new View(svg, (times) => this.#zoomed(svg, times)));
    }
    this.zoom.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.zoomBy) this.#view?.by(Number(button.dataset.zoomBy));
      else if (button) this.#view?.whole();
    });
    region.querySelector(".page-tabs").addEventListener("click", (event) => {
      const link = event.target.closest("[data-page]");
      if (!link || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.showPage(link.dataset.page);
    });
    region.querySelector("[data-original]").addEventListener("click", (event) => {
      event.preventDefault();
      this.original();
    });
    for (const sheet of this.#sheets) this.#listen(sheet);
    // The other pages come when nothing else is to be done: going to one of them is at once.
    const idle = window.requestIdleCallback ?? ((then) => setTimeout(then, 300));
    idle(() => { for (const sheet of this.#sheets) load(sheet); });
  }

  get #sheets() {
    return [...this.region.querySelectorAll("[data-sheet]")];
  }

  get #shown() {
    return this.#sheets.find((sheet) => !sheet.hidden);
  }

  get #view() {
    return this.#views.get(this.#shown);
  }

  // Boxes that came anew: one of them can be reached with Tab, the others with the arrows.
  dress() {
    for (const sheet of this.#sheets) {
      const boxes = [...sheet.querySelectorAll(".mark")];
      const first = boxes.find((box) => box.getAttribute("aria-current")) ?? boxes[0];
      for (const box of boxes) box.setAttribute("tabindex", box === first ? "0" : "-1");
    }
  }

  showCard(card) {
    for (const box of this.region.querySelectorAll('.mark[aria-current="true"]')) box.removeAttribute("aria-current");
    const box = this.region.querySelector(`.mark[data-card="${CSS.escape(card.id)}"]`);
    if (card.dataset.page) this.showPage(card.dataset.page);
    if (!box) return;
    box.setAttribute("aria-current", "true");
    this.dress();
    this.#view?.show(placeOf(box));
  }

  showPage(id) {
    const wanted = this.#sheets.find((sheet) => sheet.dataset.sheet === id);
    if (!wanted || !wanted.hidden) return;
    for (const sheet of this.#sheets) sheet.hidden = sheet !== wanted;
    load(wanted);
    for (const link of this.region.querySelectorAll(".page-tabs [data-page]")) {
      if (link.dataset.page === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.#views.get(wanted)?.fit();
  }

  turn(by) {
    const sheets = this.#sheets;
    const next = sheets[sheets.indexOf(this.#shown) + by];
    if (!next) return false;
    this.showPage(next.dataset.sheet);
  }

  close(card) {
    const box = card && this.region.querySelector(`.mark[data-card="${CSS.escape(card.id)}"]`);
    if (!box) return false;
    this.showPage(card.dataset.page);
    this.#view?.close(placeOf(box));
  }

  whole() {
    this.#view?.whole();
  }

  // The photo as it was sent, and back. Its boxes go: they stand where they are on the straight page.
  original() {
    const link = this.region.querySelector("[data-original]");
    const showing = link.hasAttribute("data-showing");
    link.toggleAttribute("data-showing", !showing);
    [link.textContent, link.dataset.other] = [link.dataset.other, link.textContent];
    for (const sheet of this.#sheets) {
      const image = sheet.querySelector("image");
      if (!image) continue;
      const address = `${image.dataset.src}?view=${showing ? "straight" : "original"}&w=1600`;
      if (image.hasAttribute("href")) image.setAttribute("href", address);
      else image.dataset.href = address;
      sheet.querySelector(".marks").toggleAttribute("hidden", !showing);
    }
  }

  // Numbers grow less than the page: they would hide what is being looked at.
  #zoomed(svg, times) {
    this.region.querySelector("[data-zoom-told]").textContent = `${Math.round(times * 100)}%`;
    const smaller = times > 1 ? times ** -0.7 : 1;
    for (const circle of svg.querySelectorAll(".mark circle")) circle.setAttribute("r", (BADGE * smaller).toFixed(1));
    for (const number of svg.querySelectorAll(".mark text")) number.setAttribute("font-size", (NUMBER * smaller).toFixed(1));
  }

  #listen(sheet) {
    sheet.addEventListener("click", (event) => {
      const box = event.target.closest(".mark");
      if (!box) return;
      event.preventDefault();
      this.onBox(box.dataset.card);
    });
    sheet.addEventListener("keydown", (event) => {
      const box = event.target.closest(".mark");
      if (!box) return;
      const boxes = [...sheet.querySelectorAll(".mark")];
      const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (event.key === " ") this.onBox(box.dataset.card);
      else if (by) {
        const next = boxes[boxes.indexOf(box) + by];
        if (next) this.#go(next);
      } else return;
      event.preventDefault();
    });
  }

  #go(box) {
    for (const other of box.closest(".marks").querySelectorAll(".mark")) other.setAttribute("tabindex", "-1");
    box.setAttribute("tabindex", "0");
    box.focus({ preventScroll: true });
    this.#view?.show(placeOf(box));
  }
}

function load(sheet) {
  const image = sheet.querySelector("image[data-href]");
  if (!image) return;
  image.setAttribute("href", image.dataset.href);
  image.removeAttribute("data-href");
}
