// The position of the phone, only where the browser allows it (HTTPS or this very machine).
"use strict";
(() => {
  const line = document.querySelector("[data-position]");
  if (!line || !window.isSecureContext || !("geolocation" in navigator)) return;
  const told = line.querySelector("[role=status]");
  const field = (name) => document.getElementById(name);
  const written = (degrees) => {
    const text = degrees.toFixed(5);
    return line.dataset.comma === "yes" ? text.replace(".", ",") : text;
  };
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => {
    told.textContent = line.dataset.busy;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        field("latitude").value = written(found.coords.latitude);
        field("longitude").value = written(found.coords.longitude);
        field("place").value = "";
        told.textContent = line.dataset.done.replace("METRES", Math.max(1, Math.round(found.coords.accuracy)));
      },
      () => { told.textContent = line.dataset.failed; },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  });
})();
