"""What is asked of a page in its own language. Handed in through the debugger, so that no policy has to allow it."""

ROOT_PX = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
"""The size of letters that everything else follows, in pixels."""

SPACED = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-bottom: 2em !important }`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
"""
"""The text spacing of WCAG 1.4.12, put on a page."""

CLIPPED = """
[...document.querySelectorAll('h1, h2, h3, button, a.button, label.button, .badge, summary, legend, .name')]
  .filter(e => e.checkVisibility() && !e.closest('.spoken') && !e.matches('.spoken'))
  .filter(e => getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.outerHTML.slice(0, 120))
"""
"""Headings, buttons and badges whose text does not fit."""

SMALL = """
[...document.querySelectorAll('a, button, summary, select, input:not([type=hidden]), label.button')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.skip, svg') && !e.matches('[type=file]'))
  .filter(e => !(e.matches('a') && e.closest('p, li, dd')?.textContent.trim() !== e.textContent.trim()))
  .map(e => [e, (e.matches('[type=checkbox]') ? e.closest('p, label') : e).getBoundingClientRect()])
  .filter(([e, box]) => box.width && (box.width < 47.5 || box.height < 47.5))
  .map(([e, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${e.outerHTML.slice(0, 100)}`)
"""
"""What can be touched and is smaller than 48 px, links within a sentence excepted; the size in front."""

FOCUS = """
async () => {
  // The window follows the focus in its own time: look when it has come to rest.
  const frame = () => new Promise(done => requestAnimationFrame(done));
  for (let still = 0, y = scrollY, n = 0; still < 3 && n < 60; n++) {
    await frame();
    still = scrollY === y ? still + 1 : 0;
    y = scrollY;
  }
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = [...e.getClientRects()].find(one => one.width && one.height);
  if (!box) return {what: e.outerHTML.slice(0, 100), seen: false, top: true, ring: true};
  const over = document.elementFromPoint(
    Math.min(innerWidth - 1, Math.max(0, box.x + box.width / 2)), Math.min(innerHeight - 1, box.y + box.height / 2));
  const near = [e, e.closest('label'), e.nextElementSibling, e.previousElementSibling, e.parentElement];
  const ringed = near.filter(Boolean).map(one => getComputedStyle(one))
    .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none');
  const marked = ringed || (e.closest('svg') !== null);
  return {what: e.outerHTML.slice(0, 100), seen: box.bottom > 0 && box.top < innerHeight,
    top: Boolean(over) && (e.contains(over) || over.contains(e)), ring: marked};
}
"""
"""What has the focus: whether it is in the window, on top, and ringed. A file input is shown by its label."""
