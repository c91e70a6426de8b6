// The evening of one fixed meter as a small drawing: higher is darker, the ordinary nights behind it as a band.
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg", WIDTH = 300, HEIGHT = 170, LEFT = 42, RIGHT = 8, TOP = 8, FOOT = 24;

  function element(name, attributes, text) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  function clock(minutes) {
    var whole = ((Math.round(minutes) % 1440) + 1440) % 1440, hours = Math.floor(whole / 60), rest = whole % 60;
    return (hours < 10 ? "0" : "") + hours + ":" + (rest < 10 ? "0" : "") + rest;
  }

  // Stretches without a gap, as lists of places.
  function stretches(values) {
    var found = [], open = null;
    values.forEach(function (value, at) {
      if (value === null) { open = null; return; }
      if (!open) { open = []; found.push(open); }
      open.push(at);
    });
    return found;
  }

  function known(lists) {
    return [].concat.apply([], lists).filter(function (value) { return value !== null; });
  }

  function marks(low, high) {
    var step = [5, 10, 20, 50, 100, 200, 500].filter(function (one) { return (high - low) / one <= 4; })[0] || 1000;
    var found = [], value;
    for (value = Math.ceil(low / step) * step; value <= high; value += step) { found.push(value); }
    return found;
  }

  window.SeeingStarsCurve = {
    clock: clock,

    draw: function (meter, data, say) {
      var values = known([meter.event, meter.low, meter.high]), n = meter.event.length;
      var low = Math.min.apply(null, values) - 4, high = Math.max.apply(null, values) + 4;
      var every = data.steps.every, start = data.steps.first - every / 2, end = start + n * every;
      function x(minutes) { return LEFT + (WIDTH - LEFT - RIGHT) * (minutes - start) / (end - start); }
      function xAt(at) { return x(data.steps.first + at * every); }
      function y(value) { return HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * (value - low) / (high - low); }
      function line(list) {
        return function (places) {
          return places.map(function (at, i) { return (i ? "L" : "M") + xAt(at).toFixed(1) + " " + y(list[at]).toFixed(1); }).join("");
        };
      }
      var label = say("curve", { meter: meter.name, start: clock(start), end: clock(end) });
      var svg = element("svg", { "class": "curve", viewBox: "0 0 " + WIDTH + " " + HEIGHT, role: "img", "aria-label": label });
      svg.appendChild(element("rect", { "class": "window", x: x(data.window[0]), y: TOP, width: x(data.window[1]) - x(data.window[0]), height: HEIGHT - FOOT - TOP }));
      marks(low, high).forEach(function (value) {
        svg.appendChild(element("line", { "class": "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }));
        svg.appendChild(element("text", { "class": "from-right", x: LEFT - 4, y: y(value) + 4 }, say.number(value / 100, 2)));
      });
      stretches(meter.low).forEach(function (places) {
        var back = places.slice().reverse().map(function (at) { return "L" + xAt(at).toFixed(1) + " " + y(meter.low[at]).toFixed(1); });
        svg.appendChild(element("path", { "class": "band", d: line(meter.high)(places) + back.join("") + "Z" }));
      });
      stretches(meter.middle).forEach(function (places) {
        svg.appendChild(element("path", { "class": "middle", d: line(meter.middle)(places) }));
      });
      stretches(meter.event).forEach(function (places) {
        svg.appendChild(element("path", { "class": "event", d: line(meter.event)(places) }));
      });
      meter.event.forEach(function (value, at) {
        if (value !== null) { svg.appendChild(element("rect", { "class": "dot", x: xAt(at) - 2, y: y(value) - 2, width: 4, height: 4 })); }
      });
      [start, data.window[0], data.window[1], end].forEach(function (minutes, at, all) {
        var close = at > 0 && at < 3 && (x(all[2]) - x(all[1]) < 34) && at === 2;
        if (!close) {
          svg.appendChild(element("text", { "class": at === 0 ? "" : at === 3 ? "from-right" : "mid", x: x(minutes), y: HEIGHT - 8 }, clock(minutes)));
        }
      });
      return svg;
    },

    key: function (meter, say) {
      var list = document.createElement("ul");
      list.className = "curve-key";
      var parts = [["event", "curveEvent"], ["window", "curveWindow"]];
      if (known([meter.low]).length) { parts.splice(1, 0, ["band", "curveBand"], ["middle", "curveMiddle"]); }
      parts.forEach(function (part) {
        var item = document.createElement("li"), svg = element("svg", { "class": "curve", viewBox: "0 0 20 10", width: 20, height: 10, "aria-hidden": "true" });
        svg.setAttribute("class", "");
        var box = document.createElementNS(SVG, "g");
        box.setAttribute("class", "curve");
        box.appendChild(part[0] === "band" || part[0] === "window" ? element("rect", { "class": part[0], x: 0, y: 1, width: 20, height: 8 }) : element("path", { "class": part[0], d: "M0 5L20 5" }));
        svg.appendChild(box);
        item.appendChild(svg);
        item.appendChild(document.createTextNode(say(part[1])));
        list.appendChild(item);
      });
      return list;
    }
  };
})();
