// One page faded into the other: the old one lies below, the new one above it as clearly as the slider says.

for (const figure of document.querySelectorAll("[data-onion]")) {
  const top = figure.querySelector("[data-onion-top]"), slider = figure.querySelector("[data-onion-fade]");
  const show = () => {
    const share = Number(slider.value);
    top.style.opacity = String(share / 100);
    slider.setAttribute("aria-valuetext", `${slider.dataset.old} ${100 - share}%, ${slider.dataset.new} ${share}%`);
  };
  slider.addEventListener("input", show);
  show();
  figure.hidden = false;
}
