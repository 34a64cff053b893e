// The sheet follows what is filled in. Without this the button "preview" does the same.

const form = document.querySelector("[data-slip]");
const PAUSE_MS = 400;
let waiting = 0;
let asked = 0;

async function refresh() {
  const mine = ++asked;
  const body = new FormData(form);
  body.set("viec", "xem");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    if (!answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("to-phieu");
    if (fresh && mine === asked) document.getElementById("to-phieu").replaceWith(document.adoptNode(fresh));
  } catch { /* what was shown stays; the button asks again */ }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, PAUSE_MS);
});

// Telex and other input methods compose letters: Enter ends a syllable and must not send the form.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.isComposing) event.preventDefault();
});
