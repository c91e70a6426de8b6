// Leaving a form with something typed in it asks first.
"use strict";
(() => {
  const form = document.querySelector("[data-unsaved]");
  if (!form) return;
  let changed = false;
  const ask = (event) => { event.preventDefault(); };
  form.addEventListener("input", () => {
    if (!changed) window.addEventListener("beforeunload", ask);
    changed = true;
  });
  form.addEventListener("submit", () => { window.removeEventListener("beforeunload", ask); });
})();
