// For how long the picture of each card has been on screen. What has no picture is looked at as a whole.

const ENOUGH_OF_IT = 0.75;

export class Seen {
  #known = new Map(); // id of a card: {total, since}
  #watching = new Map(); // what is watched: id of its card
  #observer = new IntersectionObserver((entries) => this.#changed(entries), { threshold: [0, ENOUGH_OF_IT] });

  constructor() {
    document.addEventListener("visibilitychange", () => {
      this.#pause();
      if (document.hidden) return;
      this.#observer.disconnect(); // who is watched anew is told of at once
      for (const what of this.#watching.keys()) this.#observer.observe(what);
    });
  }

  watch(cards) {
    this.#observer.disconnect();
    this.#pause();
    this.#watching.clear();
    for (const card of cards) {
      const what = card.querySelector(".crop img") ?? card.querySelector("legend") ?? card;
      this.#watching.set(what, card.id);
      if (!this.#known.has(card.id)) this.#known.set(card.id, { total: 0, since: null });
      // A picture that has not come yet shows nothing.
      if (what instanceof HTMLImageElement && !what.complete) what.addEventListener("load", () => this.#look(what), { once: true });
      else this.#look(what);
    }
  }

  ms(card) {
    const known = this.#known.get(card.id);
    if (!known) return 0;
    return Math.round(known.total + (known.since === null ? 0 : performance.now() - known.since));
  }

  #look(what) {
    if (this.#watching.has(what)) this.#observer.observe(what);
  }

  #changed(entries) {
    for (const entry of entries) {
      const known = this.#known.get(this.#watching.get(entry.target));
      if (!known) continue;
      const seen = entry.intersectionRatio >= ENOUGH_OF_IT;
      if (seen && known.since === null) known.since = performance.now();
      if (!seen) stop(known);
    }
  }

  #pause() {
    for (const known of this.#known.values()) stop(known);
  }
}

function stop(known) {
  if (known.since !== null) known.total += performance.now() - known.since;
  known.since = null;
}
