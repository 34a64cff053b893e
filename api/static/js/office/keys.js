/*
Keys for a part of a page (a region), safe beside text boxes, input methods and the browser's own keys.

  import { bind, enter } from "./keys.js";
  const unbind = bind(region, { next: (event) => …, accept: (event) => … }, { repeat: ["next"] });
  enter(region);          // the region has the focus when nothing else has: keys work at once

- `region` carries data-keys='{"next": "j", "accept": "Enter"}' (macro key_data, from the officer's wishes) and, when
  they were switched off, data-keys-off: then nothing is bound, and only the button in the head opens the list of keys.
- A key works while the focus is on the region or on something in it. Never in a text box, a select or what is
  contenteditable; never while an input method composes (isComposing, keyCode 229); never with Ctrl, Alt, AltGr or Meta;
  never in a dialog that lies within the region.
- Enter on a link, a button, a tick or a summary stays with the browser.
- A key that is held down acts once; actions named in `repeat` go on (moving, not deciding).
- A handler that returns false did not want the key: the browser has it back. Otherwise it is used up.
- Shift+? opens the list of keys (macro key_sheet, a <dialog data-key-sheet>).
*/

const TEXT = [
  "textarea", "select",
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=image], [type=file])",
].join(", ");
const OWN_ENTER = "a[href], button, input, summary, [role=button], [role=link], [role=tab]";
const COMPOSING = 229; // what keyCode says of a key that an input method has taken (UI Events, 7.3.1)

export function bind(region, handlers, { repeat = [] } = {}) {
  const sheet = document.querySelector("dialog[data-key-sheet]");
  if (sheet) offer(sheet);
  if (region.hasAttribute("data-keys-off")) return () => {};
  const actions = new Map(Object.entries(JSON.parse(region.dataset.keys)).map(([action, key]) => [plain(key), action]));
  const pressed = (event) => {
    const target = event.composedPath()[0];
    const name = nameOf(event);
    if (event.defaultPrevented || modified(event) || busy(target, region)) return;
    if (name === "Enter" && target.closest(OWN_ENTER)) return;
    if (name === "?" && sheet && !event.repeat) {
      event.preventDefault();
      sheet.showModal();
      return;
    }
    const action = actions.get(name);
    if (!action || !handlers[action] || (event.repeat && !repeat.includes(action))) return;
    if (handlers[action](event) !== false) event.preventDefault();
  };
  region.addEventListener("keydown", pressed);
  return () => region.removeEventListener("keydown", pressed);
}

export function enter(region) {
  if (document.activeElement && document.activeElement !== document.body) return;
  if (!region.hasAttribute("data-keys-off")) region.focus({ preventScroll: true });
}

// "Shift+?" is how people write the key that a keyboard calls "?"; only letters keep their Shift.
function plain(key) {
  const last = key.at(-1);
  if (!key.startsWith("Shift+")) return key.length === 1 ? key.toLowerCase() : key;
  return isLetter(last) ? `Shift+${last.toLowerCase()}` : last;
}

// By what is written on the key, not by where it is; Caps Lock changes nothing.
function nameOf({ key, shiftKey }) {
  if (key.length !== 1) return key;
  return isLetter(key) ? `${shiftKey ? "Shift+" : ""}${key.toLowerCase()}` : key;
}

function isLetter(text) {
  return text.toLowerCase() !== text.toUpperCase();
}

function modified(event) {
  return event.ctrlKey || event.altKey || event.metaKey || event.getModifierState("AltGraph")
    || event.isComposing || event.keyCode === COMPOSING;
}

function busy(target, region) {
  if (!(target instanceof Element)) return true;
  const dialog = target.closest("dialog");
  return target.isContentEditable || target.matches(TEXT) || (dialog !== null && !dialog.contains(region));
}

// The button in the head, there for those who do not know the key or have switched keys off.
function offer(sheet) {
  for (const button of document.querySelectorAll("[data-keys-open][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => sheet.showModal());
  }
}
