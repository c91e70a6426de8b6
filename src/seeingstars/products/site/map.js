// The map of an event: what can be seen without this script stands in the tables below it.
(function () {
  "use strict";
  var data = window.SEEING_STARS_MAP, box = document.getElementById("map"), frame = document.getElementById("map-frame");
  if (!data || !window.L || !box) { return; }
  var language = box.getAttribute("data-language"), folder = box.getAttribute("data-folder");
  var words = JSON.parse(box.getAttribute("data-words")), controls = document.getElementById("map-controls");

  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, function (_, name) { return String(values[name]); });
  }
  say.number = function (value, decimals) {
    return value.toLocaleString(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  };

  function paragraph(text, quiet) {
    var made = document.createElement("p");
    made.textContent = text;
    if (quiet) { made.className = "quiet"; }
    return made;
  }

  function heading(text) {
    var made = document.createElement("h2");
    made.textContent = text;
    return made;
  }

  frame.hidden = false;
  document.getElementById("no-map").hidden = true;
  var calm = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var map = L.map(box, { preferCanvas: true, zoomControl: false, zoomSnap: 0.25, zoomDelta: 0.5, maxZoom: 17, minZoom: 2, zoomAnimation: !calm, fadeAnimation: !calm, attributionControl: false });
  [["background", 200], ["lights", 250], ["areas", 420], ["readings", 450]].forEach(function (pane) {
    map.createPane(pane[0]).style.zIndex = pane[1];
  });
  ["background", "lights", "areas", "readings"].forEach(function (name) { map.getPane(name).style.pointerEvents = "none"; });
  L.control.zoom({ position: "bottomright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
  var credits = L.control.attribution({ prefix: "Leaflet" }).addTo(map);
  function whole() { map.closePopup(); map.fitBounds(data.view, { padding: [18, 18], maxZoom: 15, animate: false }); }
  whole();
  var firstZoom = map.getZoom();
  function popupWidth() { return Math.max(180, Math.min(300, map.getSize().x - 76)); }

  // ---- background from a file, or from the internet if the reader asks for it
  var BACKGROUND = { water: ["#7aa6c9", 1], green: ["#a9c39a", 0.8], road: ["#b3ada3", 1], line: ["#bdbdbd", 0.9] };
  if (data.base) {
    var paper = L.canvas({ pane: "background", padding: 0.2 });
    Object.keys(data.base.lines).forEach(function (kind) {
      L.polyline(data.base.lines[kind], { renderer: paper, interactive: false, color: BACKGROUND[kind][0], weight: BACKGROUND[kind][1], smoothFactor: 0.5, pane: "background" }).addTo(map);
    });
    credits.addAttribution(L.Util.template("{credit}", { credit: data.base.credit.replace(/[<&]/g, function (sign) { return sign === "<" ? "&lt;" : "&amp;"; }) }));
  }
  var ask = document.getElementById("tiles");
  if (ask && data.tiles) {
    var tiles = L.tileLayer(data.tiles.address, { pane: "background", maxZoom: 19, attribution: data.tiles.credit.replace(/[<&]/g, function (sign) { return sign === "<" ? "&lt;" : "&amp;"; }) });
    ask.checked = false;
    ask.addEventListener("change", function () { if (ask.checked) { tiles.addTo(map); } else { tiles.remove(); } });
  }

  // ---- night lights: the one image gives way to the other, so that what was not seen is never filled by the other
  var overlays = {}, slider = document.getElementById("night-slider");
  if (data.lights) {
    Object.keys(data.lights.images).forEach(function (name) {
      overlays[name] = L.imageOverlay(folder + data.lights.images[name], data.lights.bounds, { pane: "lights", opacity: 0, alt: "" }).addTo(map);
    });
  }
  function chosen(name) {
    var found = controls.querySelector("input[name=" + name + "]:checked");
    return found ? found.value : null;
  }
  function showLights() {
    if (!data.lights) { return; }
    var layer = chosen("lights"), share = Number(slider.value) / 100;
    overlays.baseline.setOpacity(layer === "light" ? 1 - share : 0);
    overlays.event.setOpacity(layer === "light" ? share : 0);
    if (overlays.change) { overlays.change.setOpacity(layer === "change" ? 1 : 0); }
    slider.disabled = layer !== "light";
    slider.setAttribute("aria-valuetext", share === 0 ? words.left : share === 1 ? words.right : say("slider", { percent: slider.value }));
  }

  // ---- areas
  var AREA = { lights_off: { color: "#00224e", weight: 3, dashArray: null }, control: { color: "#8a6100", weight: 2, dashArray: "7 5" } };
  var outlines = L.canvas({ pane: "areas", padding: 0.2 });
  data.areas.forEach(function (area) {
    var style = AREA[area.role] || AREA.control;
    L.polygon(area.polygons, { renderer: outlines, pane: "areas", interactive: false, color: "#fff", opacity: 0.9, weight: style.weight + 2.4, fill: false, smoothFactor: 0.6 }).addTo(map);
    L.polygon(area.polygons, { renderer: outlines, pane: "areas", interactive: false, color: style.color, weight: style.weight, dashArray: style.dashArray, fill: !data.lights, fillOpacity: 0.06, smoothFactor: 0.6 }).addTo(map);
  });

  // ---- readings by people
  var signs = null, status = document.getElementById("map-count");
  if (data.points.x.length) {
    signs = new window.SeeingStarsSigns().setPoints(data.points, data.streams);
    choosePoints();
    signs.addTo(map);
  }
  function ticked(name) {
    var on = {};
    controls.querySelectorAll("input[name=" + name + "]").forEach(function (input) { on[input.value] = input.checked; });
    return on;
  }
  function choosePoints() {
    if (!signs) { return; }
    var streams = ticked("stream"), qualities = ticked("quality"), least = Number(chosen("when")), points = data.points;
    signs.setWanted(function (i) { return points.w[i] >= least && streams[points.s[i]] && qualities[points.q[i]]; });
    if (status) { status.textContent = say("shown", { count: say.number(signs.shown(), 0) }); }
  }
  function nightWords(text) {
    return new Date(text + "T12:00:00Z").toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  }
  function readingWords(i) {
    var points = data.points, made = document.createElement("div"), stream = data.streams[points.s[i]];
    var unit = stream === "naked_eye" ? "mag" : "mag/arcsec²", value = points.v[i];
    made.appendChild(heading(words.streams[stream]));
    made.appendChild(paragraph(value === null ? words.noValue : say("value", { value: say.number(value / 100, stream === "naked_eye" ? 1 : 2), unit: unit })));
    made.appendChild(paragraph(say("night", { night: nightWords(data.nights[points.n[i]]) }), true));
    var why = points.c[i] ? ": " + data.checks[points.c[i] - 1][language] : "";
    made.appendChild(paragraph(words.qualities[points.q[i]] + why, true));
    return made;
  }
  map.on("click", function (event) {
    var found = signs ? signs.near(event.layerPoint, 12) : [];
    if (!found.length) { return; }
    var made = document.createElement("div"), first = found[0];
    found.slice(0, 4).forEach(function (i) { made.appendChild(readingWords(i)); });
    if (found.length > 4) { made.appendChild(paragraph("+ " + say.number(found.length - 4, 0), true)); }
    L.popup({ maxWidth: popupWidth(), maxHeight: 260 }).setLatLng([data.points.y[first] / 1000, data.points.x[first] / 1000]).setContent(made).openOn(map);
  });

  // ---- fixed meters with their evening
  var square = '<svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true" focusable="false"><rect x="2" y="2" width="14" height="14"></rect></svg>';
  function meterWords(meter) {
    var made = document.createElement("div");
    made.appendChild(heading(meter.name));
    var any = meter.event.concat(meter.low).some(function (value) { return value !== null; });
    if (any) {
      made.appendChild(window.SeeingStarsCurve.draw(meter, data, say));
      made.appendChild(window.SeeingStarsCurve.key(meter, say));
    }
    if (!meter.event.some(function (value) { return value !== null; })) { made.appendChild(paragraph(words.noEvening)); }
    if (!meter.nights) { made.appendChild(paragraph(words.noOrdinary, true)); }
    made.appendChild(paragraph(words.roles[meter.role] + (meter.kind ? " · " + meter.kind : ""), true));
    made.appendChild(paragraph("mag/arcsec² · " + say(meter.good === 1 ? "inWindowOne" : "inWindow", { count: say.number(meter.good, 0) }), true));
    return made;
  }
  var markers = data.meters.map(function (meter) {
    var silent = meter.good ? "" : " meter-silent";
    var marker = L.marker(meter.at, { icon: L.divIcon({ className: "meter meter-" + meter.role + silent, html: square, iconSize: [18, 18] }), title: meter.name, riseOnHover: true });
    marker.bindPopup(function () { return meterWords(meter); }, { autoPanPadding: [12, 12] });
    marker.on("popupopen", function () { var popup = marker.getPopup(); popup.options.minWidth = popup.options.maxWidth = popupWidth(); popup.update(); });
    marker.addTo(map);
    marker.getElement().setAttribute("aria-label", meter.name);
    return marker;
  });
  map.getPane("popupPane").setAttribute("aria-live", "polite");
  box.addEventListener("keydown", function (event) { if (event.key === "Escape") { map.closePopup(); } });
  map.on("popupopen", function (event) {
    var close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) { close.setAttribute("aria-label", words.close); close.setAttribute("title", words.close); }
  });
  var choice = document.getElementById("meter");
  if (choice) {
    choice.value = "";
    map.on("popupclose", function () { choice.value = ""; });
    choice.addEventListener("change", function () {
      if (choice.value === "") { return; }
      var wanted = choice.value, marker = markers[Number(wanted)];
      map.closePopup();
      map.setView(marker.getLatLng(), Math.max(map.getZoom(), firstZoom + 1), { animate: false });
      marker.openPopup();
      choice.value = wanted;
    });
  }

  controls.addEventListener("submit", function (event) { event.preventDefault(); });
  controls.addEventListener("change", function () { showLights(); choosePoints(); });
  if (slider) { slider.addEventListener("input", showLights); }
  document.getElementById("whole-map").addEventListener("click", whole);
  showLights();
  choosePoints();
  map.whenReady(function () { box.setAttribute("data-ready", "true"); });
  // On paper the map keeps the size that it has on the screen, for it cannot be drawn anew in time.
  window.addEventListener("beforeprint", function () { box.style.width = box.clientWidth + "px"; box.style.height = box.clientHeight + "px"; });
  window.addEventListener("afterprint", function () { box.style.width = box.style.height = ""; map.invalidateSize({ animate: false }); });
  window.SEEING_STARS = { map: map, signs: signs, overlays: overlays, markers: markers, ready: window.performance ? performance.now() : 0 };
})();
