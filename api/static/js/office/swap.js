// Takes over from a page that was answered what changed, and leaves alone what is the same: pictures do not load again,
// and what somebody has just typed elsewhere stays.

export async function page(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: { Accept: "text/html", ...options.headers } });
  const text = await answer.text();
  return { ok: answer.ok, status: answer.status, url: answer.url, document: new DOMParser().parseFromString(text, "text/html") };
}

// Every part that carries data-swap, and the list of cards; `fresh` is the document that came.
export function takeOver(fresh) {
  for (const old of document.querySelectorAll("[data-swap]")) {
    const now = fresh.getElementById(old.id);
    if (now && now.outerHTML !== old.outerHTML) old.replaceWith(now);
  }
  const old = document.getElementById("danh-sach"), now = fresh.getElementById("danh-sach");
  if (!old || !now) return;
  if (old.dataset.list !== now.dataset.list || names(old) !== names(now)) {
    old.replaceWith(now);
    return;
  }
  for (const card of [...now.querySelectorAll(".card")]) {
    const before = document.getElementById(card.id);
    if (before.dataset.version !== card.dataset.version) replaceCard(before, card);
  }
}

function replaceCard(before, card) {
  const picture = before.querySelector(".crop img");
  if (picture) card.querySelector(".crop img")?.replaceWith(picture);
  card.removeAttribute("aria-current");
  before.replaceWith(card);
}

function names(list) {
  return [...list.querySelectorAll(".card")].map((card) => card.id).join(" ");
}
