// While something runs in the background, its page is asked for again and shows how far it is; when it is over the page
// as a whole is another one.

import { page, takeOver } from "./swap.js";

const EVERY_MS = 2000;

async function ask() {
  if (!document.querySelector("[data-errand]")) return;
  try {
    const fresh = await page(location.href);
    if (!fresh.document.querySelector("[data-errand]")) {
      location.replace(fresh.url);
      location.reload();
      return;
    }
    takeOver(fresh.document);
  } catch {
    // The next time may do.
  }
  setTimeout(ask, EVERY_MS);
}

setTimeout(ask, EVERY_MS);
