// Reads the result aloud with the device's own voice. Nothing leaves the device; the buttons show only with a voice.

const listen = document.querySelector("[data-listen]");
const next = document.querySelector("[data-listen-next]");
const stop = document.querySelector("[data-listen-stop]");
const lang = document.documentElement.lang === "en" ? "en" : "vi";
const label = listen?.textContent ?? "";

let items = [];
let at = -1;
let paused = false;

if (listen && "speechSynthesis" in window) {
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  offer();
  listen.addEventListener("click", toggle);
  next.addEventListener("click", () => read(at + 1));
  stop.addEventListener("click", end);
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

function voice() {
  const voices = speechSynthesis.getVoices().filter((one) => one.lang.toLowerCase().startsWith(lang));
  return voices.find((one) => one.localService) ?? voices[0];
}

function offer() {
  listen.hidden = !voice();
}

function toggle() {
  if (at < 0) {
    items = texts();
    next.hidden = stop.hidden = false;
    return read(0);
  }
  paused = !paused;
  if (paused) speechSynthesis.pause();
  else speechSynthesis.resume();
  listen.textContent = paused ? listen.dataset.goOn : listen.dataset.pause;
}

function read(index) {
  speechSynthesis.cancel();
  if (index >= items.length) return end();
  at = index;
  paused = false;
  listen.textContent = listen.dataset.pause;
  const speech = new SpeechSynthesisUtterance(items[index]);
  speech.voice = voice();
  speech.lang = speech.voice?.lang ?? "vi-VN";
  speech.rate = 0.9;
  speech.onend = () => { if (at === index && !paused) read(index + 1); };
  speechSynthesis.speak(speech);
}

function end() {
  at = -1;
  speechSynthesis.cancel();
  next.hidden = stop.hidden = true;
  listen.textContent = label;
}

// The verdict, then each finding: its title, where it is and how to mend it, in the words on the screen.
function texts() {
  const out = [spoken(document.querySelector(".verdict"))];
  for (const finding of document.querySelectorAll(".finding")) {
    const parts = ["h3", ".where", ".how"].map((part) => spoken(finding.querySelector(part)));
    out.push(parts.filter(Boolean).join(" "));
  }
  return out.filter(Boolean);
}

function spoken(element) {
  if (!element) return "";
  const copy = element.cloneNode(true);
  for (const silent of copy.querySelectorAll("[aria-hidden], a")) silent.remove();
  const text = copy.textContent.replace(/\s+/g, " ").trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
