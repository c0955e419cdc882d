// Measuring by hand: points in a frame, the angle at once, kept by the form below.

import { load } from "./viewer.js";

const bench = document.querySelector("#bench");
const live = document.querySelector("#live");
const save = document.querySelector("#save");
const viewer = await load(bench);
const NEEDED = { line: 2, angle: 3, lines: 4 };
const GRIP_PX = 12;
let points = [];
let cross = null; // where the keyboard is
let shown = null; // a drawing that was kept
let held = -1;

const kind = () => bench.querySelector("[name=kind]:checked").value;

// The same sums as gaitkit's own: they are only shown here, what is kept is computed there.
function degrees(kind, p) {
  const way = (a, b) => Math.atan2(p[b][1] - p[a][1], p[b][0] - p[a][0]);
  if (kind === "line") return sharp(way(0, 1));
  if (kind === "lines") return sharp(way(2, 3) - way(0, 1));
  const between = Math.abs(way(1, 2) - way(1, 0)) * (180 / Math.PI);
  return Math.min(between, 360 - between);
}

function sharp(angle) {
  const turned = ((angle * 180) / Math.PI + 360) % 180;
  return Math.min(turned, 180 - turned);
}

function renew() {
  const whole = points.length === NEEDED[kind()];
  const value = whole ? degrees(kind(), points).toFixed(1).replace(".", bench.dataset.decimal) : "";
  live.textContent = whole ? bench.dataset.degrees.replace("{angle}", value) : points.length ? `${points.length} / ${NEEDED[kind()]}` : bench.dataset.point;
  save.disabled = !whole;
  document.querySelector("#drawing").value = JSON.stringify({ kind: kind(), frame: viewer.frame, points_px: points });
  viewer.draw();
}

function put(place) {
  shown = null;
  if (points.length === NEEDED[kind()]) points = [];
  points.push(place);
  renew();
}

function startOver() {
  points = [];
  cross = shown = null;
  renew();
}

// --- mouse and finger

viewer.canvas.addEventListener("pointerdown", (down) => {
  const place = viewer.place(down);
  held = points.findIndex(([x, y]) => Math.hypot(x - place[0], y - place[1]) < GRIP_PX * viewer.unit);
  if (held < 0) {
    put(place);
    held = points.length - 1;
  }
  viewer.canvas.setPointerCapture(down.pointerId);
  down.preventDefault();
});
viewer.canvas.addEventListener("pointermove", (move) => {
  if (held < 0) return;
  points[held] = viewer.place(move);
  renew();
});
for (const end of ["pointerup", "pointercancel"]) viewer.canvas.addEventListener(end, () => (held = -1));

// --- keyboard

viewer.screen.addEventListener("keydown", (key) => {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key.key];
  if (key.key === "Enter") {
    if (cross) put([...cross]);
    else cross = viewer.scene.size.map((length) => length / 2);
  } else if (cross && way) {
    const far = (key.shiftKey ? 20 : 2) * viewer.unit;
    cross = cross.map((value, n) => Math.max(0, Math.min(viewer.scene.size[n], value + way[n] * far)));
  } else if (cross && key.key === "Escape") cross = null;
  else return;
  key.preventDefault();
  key.stopImmediatePropagation();
  viewer.draw();
}, { capture: true });

// --- drawing

function lines(kind, p) {
  if (kind === "lines") return [p.slice(0, 2), p.slice(2)];
  return [p];
}

function drawShape(ink, kind, p, colour) {
  ink.strokeStyle = ink.fillStyle = colour;
  ink.lineWidth = 2 * viewer.unit;
  for (const line of lines(kind, p)) {
    ink.beginPath();
    line.forEach(([x, y], n) => (n ? ink.lineTo(x, y) : ink.moveTo(x, y)));
    ink.stroke();
  }
  for (const [x, y] of p) {
    ink.beginPath();
    ink.arc(x, y, 4 * viewer.unit, 0, 7);
    ink.stroke();
  }
  if (kind === "line" && p.length === 2) {
    ink.setLineDash([6 * viewer.unit, 5 * viewer.unit]);
    ink.beginPath();
    ink.moveTo(p[0][0], p[0][1]);
    ink.lineTo(p[1][0], p[0][1]);
    ink.stroke();
    ink.setLineDash([]);
  }
}

viewer.addEventListener("draw", ({ detail: ink }) => {
  for (const one of viewer.scene.drawings) {
    if (one.frame === viewer.frame) drawShape(ink, one.kind, one.points_px, one === shown ? "#ffd54a" : "#ffd54a90");
  }
  drawShape(ink, kind(), points, "#7dff8a");
  if (!cross) return;
  const [x, y] = cross, size = 14 * viewer.unit;
  ink.strokeStyle = "#fff";
  ink.lineWidth = 1.5 * viewer.unit;
  ink.beginPath();
  ink.moveTo(x - size, y);
  ink.lineTo(x + size, y);
  ink.moveTo(x, y - size);
  ink.lineTo(x, y + size);
  ink.stroke();
});

let at = -1;
viewer.addEventListener("frame", () => {
  if (viewer.frame === at) return;
  at = viewer.frame;
  points = [];
  renew();
});
document.querySelector("#clear").addEventListener("click", startOver);
for (const option of bench.querySelectorAll("[name=kind]")) option.addEventListener("change", startOver);
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    shown = viewer.scene.drawings[Number(button.dataset.show)];
    viewer.go(shown.frame);
    viewer.screen.scrollIntoView({ block: "center" });
  });
}
viewer.go(Number(location.hash.slice(1)) || 0);
bench.dataset.ready = "yes";
