// Buttons that only a script can serve show themselves: print, and copy a link.

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.done;
    } catch { /* the link can still be marked and copied by hand */ }
  });
}
