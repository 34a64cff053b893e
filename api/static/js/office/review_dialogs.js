// What a review asks in a dialog instead of on a page of its own. A <dialog> keeps the focus and gives it back.

import { page } from "./swap.js";

export function dialogs({ send, sayNoBlank }) {
  const setAside = document.getElementById("hop-bo-qua");
  const later = document.getElementById("hop-hoan");
  const form = setAside?.querySelector("form");
  const blank = document.getElementById("hop-mau");

  for (const dialog of [setAside, later]) {
    dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  }
  // "Another reason" is one only when it says which.
  form?.addEventListener("change", () => {
    form.elements.ghi_chu.required = form.elements.ly_do.value === "other";
  });
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    setAside.close();
    send(form, event.submitter);
  });

  return {
    override(card, stamp) {
      if (!setAside || !card) return;
      form.reset();
      form.elements.ghi_chu.required = false;
      form.action = card.querySelector("form[data-decide]").action;
      form.elements.luc.value = stamp;
      setAside.querySelector("[data-fill=title]").textContent = titleOf(card);
      setAside.showModal();
    },
    postpone() {
      later?.showModal();
    },
    async blank(card, address) {
      const came = await page(address);
      const there = came.document.querySelector("[data-testid=blank-picture]");
      const picture = blank.querySelector("img");
      blank.querySelector("[data-fill=title]").textContent = there ? card.querySelector(".card-head .what").textContent : sayNoBlank;
      picture.hidden = !there;
      if (there) picture.src = there.getAttribute("src");
      blank.showModal();
    },
  };
}

function titleOf(card) {
  return card.querySelector(".said")?.firstChild.textContent.trim() || card.querySelector(".card-head .what").textContent;
}
