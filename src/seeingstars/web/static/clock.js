// The date and time of this telephone, where nothing was typed yet.
"use strict";
(() => {
  if (!document.querySelector("[data-clock]")) return;
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  document.getElementById("date").value = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  document.getElementById("time").value = `${two(now.getHours())}:${two(now.getMinutes())}`;
})();
