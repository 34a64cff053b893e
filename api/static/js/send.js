// One file in one request. The same file sent again after a broken connection is the same page: its key is kept until
// an answer came. Errors of the network are tried again after 1, 3 and 9 seconds, then when the network is back.

const PAUSES_MS = [1000, 3000, 9000];
const LONGEST_WAIT_S = 60;

export class Refused extends Error {}
export class Offline extends Error {}

export async function send(url, method, name, file, fields, csrf, lang) {
  const key = keyOf(url, file);
  for (let attempt = 0; ; attempt++) {
    const answer = await tried(url, method, key.value, file, name, fields, csrf);
    if (answer?.ok) {
      key.forget();
      return await answer.json();
    }
    const waitMs = pause(answer, attempt);
    if (waitMs === null) {
      if (!answer || answer.status >= 500) throw new Offline();
      key.forget();
      throw new Refused(await sentence(answer, lang));
    }
    await new Promise((done) => setTimeout(done, waitMs));
  }
}

async function tried(url, method, key, file, name, fields, csrf) {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) if (value) body.append(field, value);
  body.append("file", file, name);
  const headers = { "Idempotency-Key": key, "X-CSRF-Token": csrf, Accept: "application/json" };
  try {
    return await fetch(url, { method, body, headers, credentials: "same-origin" });
  } catch {
    return null;
  }
}

// How long to wait before the next attempt; null when there is none.
function pause(answer, attempt) {
  const again = !answer || answer.status === 429 || answer.status === 409 || answer.status >= 500;
  if (!again || attempt >= PAUSES_MS.length || (!answer && navigator.onLine === false)) return null;
  const asked = Number(answer?.headers.get("Retry-After"));
  return asked > 0 ? Math.min(asked, LONGEST_WAIT_S) * 1000 : PAUSES_MS[attempt];
}

async function sentence(answer, lang) {
  try {
    const problem = await answer.json();
    const said = problem.messages[lang] ?? problem.messages.vi;
    return `${said.t} ${said.f}`;
  } catch {
    return "";
  }
}

function keyOf(url, file) {
  const place = ["gui", url, file.name, file.size].join("|");
  let value = null;
  try {
    value = sessionStorage.getItem(place);
  } catch { /* a browser that keeps nothing sends a new key each time */ }
  value ??= randomKey();
  try {
    sessionStorage.setItem(place, value);
  } catch { /* as above */ }
  return {
    value,
    forget() {
      try {
        sessionStorage.removeItem(place);
      } catch { /* as above */ }
    },
  };
}

// crypto.randomUUID is missing on pages that came without TLS (a Center's own network).
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
