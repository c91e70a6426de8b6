// The signs of readings by people: thousands of them on one canvas, drawn from small pictures made once.
(function () {
  "use strict";
  var COLOURS = { handheld_meter: "#0072b2", camera_app: "#b34700", naked_eye: "#00785a" };
  var SIZE = 18;

  function outline(context, stream) {
    var middle = SIZE / 2;
    context.beginPath();
    if (stream === "handheld_meter") {
      context.moveTo(middle, 3); context.lineTo(SIZE - 3, SIZE - 4); context.lineTo(3, SIZE - 4); context.closePath();
    } else if (stream === "camera_app") {
      context.moveTo(middle, 3); context.lineTo(SIZE - 3, middle); context.lineTo(middle, SIZE - 3);
      context.lineTo(3, middle); context.closePath();
    } else {
      context.arc(middle, middle, 5, 0, 2 * Math.PI);
    }
  }

  function cross(context, colour) {
    [["#fff", 4], [colour, 1.8]].forEach(function (stroke) {
      context.strokeStyle = stroke[0]; context.lineWidth = stroke[1];
      context.beginPath();
      context.moveTo(5, 5); context.lineTo(SIZE - 5, SIZE - 5); context.moveTo(SIZE - 5, 5); context.lineTo(5, SIZE - 5);
      context.stroke();
    });
  }

  function picture(stream, kind, ratio) {
    var canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE * ratio;
    var context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    if (kind === "cross") { cross(context, COLOURS[stream]); return canvas; }
    outline(context, stream);
    context.lineWidth = kind === "filled" ? 1.2 : 1.8;
    context.fillStyle = kind === "filled" ? COLOURS[stream] : "rgba(255,255,255,.85)";
    context.strokeStyle = kind === "filled" ? "#fff" : COLOURS[stream];
    context.fill(); context.stroke();
    return canvas;
  }

  window.SeeingStarsSigns = L.Renderer.extend({
    options: { padding: 0.1, pane: "readings" },

    // points: columns x, y [0.001 degree], s, q, w; wanted(i) says whether a point is shown.
    setPoints: function (points, streams) {
      var count = points.x.length, i, world;
      this._points = points; this._count = count;
      this._east = new Float64Array(count); this._south = new Float64Array(count);
      for (i = 0; i < count; i++) {
        world = L.CRS.EPSG3857.latLngToPoint(L.latLng(points.y[i] / 1000, points.x[i] / 1000), 0);
        this._east[i] = world.x; this._south[i] = world.y;
      }
      this._order = Array.from({ length: count }, function (_, at) { return at; });
      this._order.sort(function (a, b) { return points.w[a] - points.w[b] || points.q[b] - points.q[a]; });
      this._ratio = Math.min(2, window.devicePixelRatio || 1);
      this._pictures = streams.map(function (stream) {
        return ["filled", "open", "cross"].map(function (kind) { return picture(stream, kind, this._ratio); }, this);
      }, this);
      this._wanted = function () { return true; };
      return this;
    },

    setWanted: function (wanted) { this._wanted = wanted; if (this._map) { this._draw(); } return this; },

    shown: function () {
      var count = 0, i;
      for (i = 0; i < this._count; i++) { if (this._wanted(i)) { count++; } }
      return count;
    },

    // The places in the columns of the points shown within some pixels of a place on the map, nearest first.
    near: function (layerPoint, within) {
      var scale = this._scale(), origin = this._map.getPixelOrigin(), found = [], i, right, down, far;
      for (i = 0; i < this._count; i++) {
        right = this._east[i] * scale - origin.x - layerPoint.x; down = this._south[i] * scale - origin.y - layerPoint.y;
        far = right * right + down * down;
        if (far <= within * within && this._wanted(i)) { found.push([far, i]); }
      }
      return found.sort(function (a, b) { return a[0] - b[0]; }).map(function (pair) { return pair[1]; });
    },

    _scale: function () { return Math.pow(2, this._map.getZoom()); },

    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._context = this._container.getContext("2d");
    },

    _destroyContainer: function () { L.DomUtil.remove(this._container); delete this._container; delete this._context; },

    _updatePaths: function () { this._draw(); },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) { return; }
      L.Renderer.prototype._update.call(this);
      var size = this._bounds.getSize(), canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = size.x * this._ratio; canvas.height = size.y * this._ratio;
      canvas.style.width = size.x + "px"; canvas.style.height = size.y + "px";
      this._draw();
    },

    _draw: function () {
      var context = this._context, low = this._bounds.min, size = this._bounds.getSize(), half = SIZE / 2;
      var scale = this._scale(), origin = this._map.getPixelOrigin(), points = this._points, at, i, x, y, kind;
      context.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
      context.clearRect(0, 0, size.x, size.y);
      for (at = 0; at < this._count; at++) {
        i = this._order[at];
        x = this._east[i] * scale - origin.x - low.x; y = this._south[i] * scale - origin.y - low.y;
        if (x < -half || y < -half || x > size.x + half || y > size.y + half || !this._wanted(i)) { continue; }
        kind = points.q[i] > 0 ? 2 : points.w[i] === 2 ? 0 : 1;
        context.drawImage(this._pictures[points.s[i]][kind], Math.round(x - half), Math.round(y - half), SIZE, SIZE);
      }
    }
  });
})();
