// Taking and choosing photos: two large buttons, a look at the photo before it goes, one row for each page.
// Without this script the same form sends the same files.

import { advice, draw, open, shrink } from "./picture.js";
import { Offline, Refused, send } from "./send.js";
import { make, say } from "./words.js";

const THUMB_PX = 96;
const PREVIEW_PX = 900;

for (const form of document.querySelectorAll("[data-capture]")) start(form);

function start(form) {
  const replaces = form.dataset.method === "PUT";
  form.classList.add("ready");
  let line = Promise.resolve(); // one file after the other, in the order in which they were chosen
  for (const input of form.querySelectorAll("input[type=file]")) {
    const chosen = () => {
      const files = [...input.files];
      input.value = "";
      const ask = files.length === 1;
      for (const file of files) line = line.then(() => take(form, file, ask, replaces, input)).catch(reportError);
    };
    input.addEventListener("change", chosen);
    chosen(); // on a slow network somebody may have been quicker than this script
  }
}

async function take(form, file, ask, replaces, input) {
  const bitmap = await open(file);
  if (bitmap && ask) {
    const found = await advice(bitmap);
    if (found && !(await keep(form, bitmap, found, input))) return;
  }
  const row = replaces ? replacement(form, bitmap) : newRow(form, file, bitmap);
  const ready = await shrink(file, bitmap);
  bitmap?.close();
  await deliver(form, ready, row);
}

// Shows the photo with one piece of advice; answers whether it shall be used all the same.
function keep(form, bitmap, found, input) {
  return new Promise((done) => {
    const box = make("div", "preview");
    box.dataset.testid = "preview";
    const canvas = draw(bitmap, PREVIEW_PX);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", say(form, "preview"));
    if (found.box) frame(canvas, found.box);
    const words = make("p", "advice");
    words.setAttribute("role", "status");
    const answers = make("div", "answers");
    const again = make("button", "", say(form, "retake"));
    const use = make("button", "second", say(form, "keep"));
    again.type = use.type = "button";
    again.dataset.testid = "retake";
    use.dataset.testid = "keep";
    const end = (kept) => {
      box.remove();
      done(kept);
    };
    again.addEventListener("click", () => {
      end(false);
      input.focus();
      input.click();
    });
    use.addEventListener("click", () => end(true));
    answers.append(again, use);
    box.append(canvas, words, answers);
    form.prepend(box);
    const key = "adv" + found.what[0].toUpperCase() + found.what.slice(1);
    // Put in after the region exists, so that it is spoken.
    requestAnimationFrame(() => (words.textContent = `⚠ ${form.dataset[key]} ${form.dataset[key + "Fix"]}`));
    box.scrollIntoView({ block: "nearest" });
    again.focus({ preventScroll: true });
  });
}

function frame(canvas, box) {
  const pen = canvas.getContext("2d");
  const place = [box.x * canvas.width, box.y * canvas.height, box.width * canvas.width, box.height * canvas.height];
  for (const [style, width] of [["#0b0c0c", 10], ["#ffdd00", 5]]) {
    pen.strokeStyle = style;
    pen.lineWidth = width;
    pen.strokeRect(...place);
  }
}

// A row for a new page: it gets the focus, and its name tells its state.
function newRow(form, file, bitmap) {
  const list = document.querySelector("[data-rows]");
  const number = list.querySelectorAll("li:not([data-refused])").length + 1;
  const item = make("li", "page-row");
  item.tabIndex = -1;
  item.dataset.testid = "page-row";
  const text = make("div");
  const first = make("p");
  const state = make("strong", "badge run");
  const title = make("span", "name", say(form, "page", { n: number }));
  first.append(title, " ", state);
  text.append(first, make("p", "quiet file", file.name));
  item.append(bitmap ? draw(bitmap, THUMB_PX) : make("span", "no-thumb"), text);
  list.append(item);
  document.querySelector("[data-empty]")?.remove();
  form.querySelector(".main-pick label").textContent = say(form, "next");
  const row = {
    item,
    fileName: file.name,
    told(tone, words) {
      state.className = `badge ${tone}`;
      state.textContent = words;
      item.setAttribute("aria-label", `${title.textContent}: ${words}`);
    },
    // What was not taken is no page: the next one gets its number.
    refused() {
      item.dataset.refused = "";
      title.textContent = file.name;
      text.querySelector(".file").remove();
    },
    offer: (label, act) => offer(text, label, act),
    arrived(answer) {
      const page = answer.pages[0];
      const there = !answer.new && page && list.querySelector(`[data-page="${CSS.escape(page.id)}"]`);
      if (there) {
        item.remove();
        there.querySelector("p")?.append(" ", make("span", "quiet", say(form, "already")));
        there.focus();
        return;
      }
      if (page) item.dataset.page = page.id;
      row.told("ok", "✓ " + say(form, "received"));
      const go = document.querySelector("[data-go]");
      if (go) go.hidden = false;
    },
  };
  row.told("run", say(form, "sending", { name: file.name }));
  item.focus();
  return row;
}

// A new picture for a page: the old and the new one side by side.
function replacement(form, bitmap) {
  form.querySelector(".pair-part")?.remove();
  const item = make("div", "pair-part");
  item.tabIndex = -1;
  item.dataset.testid = "replacement";
  const pair = make("div", "pair");
  const old = document.querySelector(".page-view img")?.cloneNode();
  if (old) pair.append(figure(old, say(form, "before")));
  if (bitmap) pair.append(figure(draw(bitmap, PREVIEW_PX / 2), say(form, "after")));
  const state = make("p", "", "");
  item.append(state, pair);
  form.prepend(item);
  item.focus();
  const row = {
    item,
    fileName: "",
    told(tone, words) {
      state.className = tone === "fix" ? "advice" : "";
      state.textContent = words;
      item.setAttribute("aria-label", words);
    },
    offer: (label, act) => offer(item, label, act),
    arrived() {
      row.told("ok", "✓ " + say(form, "received"));
      const link = make("a", "button", say(form, "see"));
      link.href = `${form.dataset.home}/tien-do`;
      item.append(link);
      link.focus();
    },
  };
  row.told("run", say(form, "sending", { name: say(form, "after") }));
  return row;
}

function figure(picture, caption) {
  const box = make("figure");
  box.append(picture, make("figcaption", "quiet", caption));
  return box;
}

function offer(place, label, act) {
  const button = make("button", "plain", label);
  button.type = "button";
  button.addEventListener("click", () => {
    button.remove();
    act();
  });
  place.append(button);
  return button;
}

async function deliver(form, file, row) {
  const csrf = form.querySelector("input[name=csrf]").value;
  row.told("run", say(form, "sending", { name: row.fileName || file.name }));
  try {
    const fields = form.dataset.method === "PUT" ? {} : { paper: form.dataset.paper };
    row.arrived(await send(form.dataset.url, form.dataset.method, file.name, file, fields, csrf, document.documentElement.lang));
  } catch (error) {
    if (error instanceof Offline) wait(form, file, row);
    else if (error instanceof Refused) {
      row.refused?.();
      row.told("fix", `! ${error.message || say(form, "failed", { name: file.name })}`);
      row.offer(say(form, "drop"), () => row.item.remove());
      row.item.focus();
    } else throw error;
  }
}

// Kept on the device until the network is back, or until somebody taps.
function wait(form, file, row) {
  row.told("fix", `! ${say(form, "offline")}`);
  const again = () => {
    removeEventListener("online", again);
    button.remove();
    deliver(form, file, row);
  };
  const button = row.offer(say(form, "retry"), again);
  addEventListener("online", again);
}
