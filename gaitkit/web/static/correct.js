// Setting a film right: foot contacts on the strip, the part that counts, who is measured.

import { load } from "./viewer.js";

const bench = document.querySelector("#bench");
const strip = document.querySelector("#strip");
const said = bench.dataset;
const SAME_S = 0.0005;
const viewer = await load(bench);
const scene = viewer.scene;
const whole = scene.times[viewer.last] || 1;
let chosen = null;

// --- events: what the machine found, and the changes to it

const found = scene.events.filter((event) => !event.hand);
let changes = scene.changes.map((change) => ({ ...change }));
for (const change of changes) {
  if (change.was_s !== null) found.push({ side: change.side, kind: change.kind, at: change.was_s });
}
for (const event of found) event.was = event.at;

function events() {
  const kept = found.map((event) => ({ ...event }));
  for (const change of changes) {
    if (change.was_s === null) kept.push({ side: change.side, kind: change.kind, was: null, at: change.now_s, change });
    else {
      const own = kept.find((event) => event.side === change.side && event.kind === change.kind && event.was !== null && Math.abs(event.was - change.was_s) < SAME_S);
      if (own) Object.assign(own, { at: change.now_s, change });
    }
  }
  return kept.filter((event) => event.at !== null).sort((a, b) => a.at - b.at);
}

function put(event, at) {
  if (event.change) {
    event.change.now_s = at;
    if (event.change.was_s !== null && at !== null && Math.abs(event.change.was_s - at) < SAME_S) drop(event.change);
    if (event.change.was_s === null && at === null) drop(event.change);
  } else {
    changes.push({ side: event.side, kind: event.kind, was_s: event.was, now_s: at });
  }
}

function drop(change) {
  changes = changes.filter((one) => one !== change);
}

function add(side, kind) {
  const change = { side, kind, was_s: null, now_s: viewer.time };
  changes.push(change);
  chosen = { side, kind, at: viewer.time };
  show();
}

function nameOf(event) {
  const key = `${event.side}-${event.kind.replace("_", "-")}`.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return said[key];
}

function isChosen(event) {
  return chosen && event.side === chosen.side && event.kind === chosen.kind && Math.abs(event.at - chosen.at) < SAME_S;
}

const theChosen = () => events().find(isChosen);

// --- the strip

const left = (time) => `${(100 * time) / whole}%`;

function show() {
  const focused = document.activeElement?.classList.contains("mark");
  for (const lane of strip.querySelectorAll(".lane")) {
    lane.querySelectorAll(".mark, .foot, .stretch").forEach((old) => old.remove());
    for (const [start, end] of scene.bouts) lane.append(bar("stretch", start, end));
    const own = events().filter((event) => event.side === lane.dataset.side);
    for (const [number, event] of own.entries()) {
      const next = own[number + 1];
      if (event.kind === "initial_contact" && next?.kind === "toe_off") lane.append(bar("foot", event.at, next.at));
    }
    for (const event of own) lane.append(mark(event));
  }
  if (focused) strip.querySelector('.mark[aria-pressed="true"]')?.focus();
  const one = theChosen();
  document.querySelector("#selected").textContent = one ? `${nameOf(one)}, ${viewer.seconds(one.at)} s` : document.querySelector("#selected").dataset.none;
  document.querySelector("#move").disabled = document.querySelector("#remove").disabled = !one;
  list();
}

function bar(kind, start, end) {
  const element = document.createElement("span");
  element.className = kind;
  element.style.left = left(start);
  element.style.width = left(end - start);
  return element;
}

function mark(event) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `mark ${event.kind}${event.change ? " hand" : ""}`;
  button.style.left = left(event.at);
  button.setAttribute("aria-pressed", String(Boolean(isChosen(event))));
  button.setAttribute("aria-label", `${nameOf(event)} ${viewer.seconds(event.at)} s${event.change ? `, ${said.byHand}` : ""}`);
  button.title = button.getAttribute("aria-label");
  button.addEventListener("keydown", (key) => onKey(key, event));
  button.addEventListener("click", (click) => {
    click.stopPropagation();
    if (!button.dragged) choose(event);
  });
  button.addEventListener("pointerdown", (down) => drag(down, button, event));
  return button;
}

function choose(event) {
  chosen = { side: event.side, kind: event.kind, at: event.at };
  viewer.go(viewer.frameAt(event.at));
  show();
}

function moveTo(event, frame) {
  const at = scene.times[Math.max(0, Math.min(viewer.last, frame))];
  put(event, at);
  chosen = { side: event.side, kind: event.kind, at };
  viewer.go(viewer.frameAt(at));
  show();
}

function remove(event) {
  put(event, null);
  chosen = null;
  show();
  viewer.screen.focus();
}

function onKey(key, event) {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[key.key];
  if (way && key.shiftKey) moveTo(event, viewer.frameAt(event.at) + way);
  else if (way) viewer.step(way);
  else if (key.key === "Delete" || key.key === "Backspace") remove(event);
  else return;
  key.preventDefault();
}

function drag(down, button, event) {
  const box = strip.getBoundingClientRect();
  const start = down.clientX;
  button.dragged = false;
  button.setPointerCapture(down.pointerId);
  const timeAt = (move) => ((move.clientX - box.left - strip.clientLeft) / strip.clientWidth) * whole;
  button.onpointermove = (move) => {
    if (Math.abs(move.clientX - start) > 3) button.dragged = true;
    if (!button.dragged) return;
    viewer.go(viewer.frameAt(timeAt(move)));
    button.style.left = left(viewer.time);
  };
  button.onpointerup = button.onpointercancel = () => {
    button.onpointermove = button.onpointerup = button.onpointercancel = null;
    if (button.dragged) moveTo(event, viewer.frame);
  };
}

function list() {
  const rows = document.querySelector("#changes");
  rows.replaceChildren(...changes.map((change) => {
    const row = document.createElement("li");
    const words = change.was_s === null ? said.added : change.now_s === null ? said.removed : said.moved;
    const values = { event: nameOf(change), was: viewer.seconds(change.was_s ?? 0), now: viewer.seconds(change.now_s ?? 0) };
    row.append(words.replace(/{(\w+)}/g, (_, name) => values[name]));
    const undo = document.createElement("button");
    Object.assign(undo, { type: "button", className: "quiet", textContent: said.undo });
    undo.addEventListener("click", () => {
      drop(change);
      chosen = null;
      show();
    });
    row.append(undo);
    return row;
  }));
}

document.querySelector("#tested").hidden = !scene.tested;
if (found.length || scene.bouts.length && scene.events.length) {
  strip.hidden = document.querySelector(".strip-help").hidden = document.querySelector("#event-tools").hidden = false;
  strip.addEventListener("click", (click) => {
    const box = strip.getBoundingClientRect();
    viewer.go(viewer.frameAt(((click.clientX - box.left) / box.width) * whole));
  });
  document.querySelector("#selected").dataset.none = document.querySelector("#selected").textContent;
  document.querySelector("#move").addEventListener("click", () => moveTo(theChosen(), viewer.frame));
  document.querySelector("#remove").addEventListener("click", () => remove(theChosen()));
  for (const button of document.querySelectorAll("[data-add]")) {
    button.addEventListener("click", () => add(...button.dataset.add.split(" ")));
  }
  show();
}
viewer.addEventListener("frame", () => {
  document.querySelector("#playhead").style.left = left(viewer.time);
});

// --- the part that counts

for (const [number, name] of ["trim_start", "trim_end"].entries()) {
  const field = document.getElementById(name);
  if (scene.trim) field.value = viewer.seconds(scene.trim[number]);
  document.querySelector(`[data-trim=${name}]`).addEventListener("click", () => {
    field.value = viewer.seconds(viewer.time);
    const other = document.getElementById(number ? "trim_start" : "trim_end");
    if (!other.value) other.value = viewer.seconds(number ? 0 : whole);
  });
}
document.querySelector("#whole").addEventListener("click", () => {
  document.querySelector("#trim_start").value = document.querySelector("#trim_end").value = "";
});

// --- who is measured

const person = document.querySelector("#person");
if (scene.people.length > 1) {
  document.querySelector("#person-field").hidden = false;
  for (const one of scene.people) {
    person.add(new Option(said.person.replace("{number}", one.number), one.number));
  }
  viewer.addEventListener("draw", (event) => drawPeople(event.detail));
  viewer.canvas.addEventListener("click", (click) => {
    const hit = boxes().filter((one) => inside(one.box, viewer.place(click))).sort((a, b) => area(a.box) - area(b.box))[0];
    if (hit) person.value = hit.number;
    viewer.draw();
  });
  person.addEventListener("change", () => viewer.draw());
}
person.value = person.dataset.chosen;

// Boxes known at moments near this one, moved along with time in between.
function boxes() {
  return scene.people.map((one) => ({ number: one.number, box: boxAt(one) })).filter((one) => one.box);
}

function boxAt(one) {
  const next = one.times_s.findIndex((time) => time >= viewer.time);
  const after = next < 0 ? one.times_s.length - 1 : next;
  const before = Math.max(0, after - 1);
  const [a, b] = [one.times_s[before], one.times_s[after]];
  if (viewer.time < one.times_s[0] - 0.5 || viewer.time > one.times_s.at(-1) + 0.5 || b - a > 2.5 && viewer.time - a > 0.5 && b - viewer.time > 0.5) return null;
  const share = b > a ? Math.max(0, Math.min(1, (viewer.time - a) / (b - a))) : 0;
  return one.boxes_px[before].map((value, n) => value + share * (one.boxes_px[after][n] - value));
}

const area = ([x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0);
const inside = ([x0, y0, x1, y1], [x, y]) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

function drawPeople(ink) {
  const wanted = Number(person.value) || scene.person;
  for (const { number, box: [x0, y0, x1, y1] } of boxes()) {
    ink.strokeStyle = ink.fillStyle = number === wanted ? "#ffd54a" : "#ffffffb0";
    ink.lineWidth = (number === wanted ? 3 : 1.5) * viewer.unit;
    ink.strokeRect(x0, y0, x1 - x0, y1 - y0);
    ink.font = `600 ${16 * viewer.unit}px system-ui, sans-serif`;
    ink.fillText(number, x0 + 5 * viewer.unit, y0 + 18 * viewer.unit);
  }
}

document.querySelector("#correct").addEventListener("submit", () => {
  document.querySelector("#events").value = JSON.stringify(changes);
});
const first = scene.bouts[0]?.[0] ?? 0;
viewer.go(viewer.frameAt(chosen ? chosen.at : first));
bench.dataset.ready = "yes";
