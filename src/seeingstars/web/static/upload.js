// How far files have been sent; without this script the browser sends the form by itself.
"use strict";
(() => {
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const shown = form.querySelector("[data-progress]");
  const bar = shown.querySelector("progress");
  form.addEventListener("submit", (event) => {
    const files = form.querySelector("input[type=file]").files;
    if (!files.length || !window.FormData) return;
    event.preventDefault();
    shown.hidden = false;
    form.querySelector("button[type=submit]").disabled = true;
    const sending = new XMLHttpRequest();
    sending.open("POST", form.action);
    sending.setRequestHeader("Accept", "text/html");
    sending.upload.addEventListener("progress", (at) => { if (at.lengthComputable) bar.value = at.loaded / at.total; });
    sending.addEventListener("load", () => {
      if (sending.responseURL && sending.status < 400 && sending.responseURL !== form.action) {
        window.location.assign(sending.responseURL);
      } else {
        document.open(); document.write(sending.responseText); document.close();
      }
    });
    sending.addEventListener("error", () => { form.submit(); });
    sending.send(new FormData(form));
  });
})();
