// Looks every three seconds whether the files are ready; without this script the page is loaded anew instead.
"use strict";
(() => {
  const shown = document.querySelector("[data-wait]");
  if (!shown) return;
  const look = async () => {
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-wait]");
      if (answer.redirected || !fresh) { window.location.assign(answer.url); return; }
      shown.replaceChildren(...fresh.childNodes);
    } catch { /* the network was away for a moment */ }
    window.setTimeout(look, 3000);
  };
  window.setTimeout(look, 3000);
})();
