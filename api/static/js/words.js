// Words come from the page itself (data-say-…), so that a script holds none in any language.

export function say(element, name, params = {}) {
  const key = "say" + name[0].toUpperCase() + name.slice(1);
  return fill(element.dataset[key] ?? "", params);
}

export function fill(text, params) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

// An element with text: what people or files are called is only ever text.
export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
