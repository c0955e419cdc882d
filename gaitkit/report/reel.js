/* What every player is made of: a film with the skeleton over it, and drawings to click.
   Times are seconds of the film. A frame is shown from its own time up to that of the next. */
const SVG = "http://www.w3.org/2000/svg";
const SIDES = ["left", "right"];
const UNSEEN = -32768;
const style = getComputedStyle(document.documentElement);
const COLOURS = {
  left: style.getPropertyValue("--left"), right: style.getPropertyValue("--right"), both: "#57606a",
};

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const bytesOf = (text) => Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/* One film, or without one its skeleton alone. */
class Reel {
  constructor(root) {
    this.root = root;
    this.data = JSON.parse(root.querySelector(".data").textContent);
    this.words = this.data.words;
    this.times = this.data.times.map((ticks) => ticks / this.data.ticks_hz);
    this.points = new Int16Array(bytesOf(this.data.points).buffer);
    this.video = root.querySelector("video");
    this.stage = root.querySelector(".stage");
    this.canvas = root.querySelector("canvas");
    this.index = 0;
    this.wanted = null;
    this.pending = null;
    this.skeleton = true;
    this.near = null;
    if (this.video) this.wireVideo();
    new ResizeObserver(() => this.fit()).observe(this.stage);
  }

  get last() { return this.times.length - 1; }
  get end() { return this.times[this.last]; }
  get time() { return this.times[this.index]; }
  /* Where the film is going, or stands: a step counts from there. A late frame of an earlier seek
     may still be the one that was told last. */
  get heading() {
    return this.wanted ?? (this.video.paused ? this.frameAt(this.video.currentTime) : this.index);
  }

  load() {
    if (!this.video || this.video.src) return;
    const bytes = bytesOf(this.root.querySelector(".film").textContent);
    this.video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  }

  /* ---- time ---- */

  frameAt(time) {
    let low = 0, high = this.last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.times[middle] <= time + 1e-4) low = middle; else high = middle - 1;
    }
    return low;
  }

  nearestFrame(time) {
    const at = this.frameAt(time);
    return at < this.last && this.times[at + 1] - time < time - this.times[at] ? at + 1 : at;
  }

  /* Into the middle of a frame: its edges belong to either neighbour after rounding. */
  middleOf(index) {
    const from = this.times[index];
    return index < this.last ? (from + this.times[index + 1]) / 2 : from + 5e-4;
  }

  seekFrame(index) {
    this.wanted = clamp(index, 0, this.last);
    if (!this.video) return this.show(this.times[this.wanted]);
    this.pending = this.video.seeking ? this.wanted : null;
    if (this.pending === null) this.video.currentTime = this.middleOf(this.wanted);
  }

  /* ---- showing ---- */

  wireVideo() {
    const video = this.video;
    if (video.requestVideoFrameCallback) {
      const next = (_, shown) => {
        video.requestVideoFrameCallback(next);
        if (!video.paused) this.show(shown.mediaTime);
      };
      video.requestVideoFrameCallback(next);
    } else {
      const follow = () => { this.show(video.currentTime); if (!video.paused) requestAnimationFrame(follow); };
      video.addEventListener("play", follow);
    }
    video.addEventListener("seeked", () => {
      const next = this.pending;
      this.pending = null;
      if (next !== null && next !== this.frameAt(video.currentTime)) this.seekFrame(next);
      else this.show(video.currentTime);
    });
    video.addEventListener("error", () => {
      const trouble = this.root.querySelector(".trouble");
      trouble.textContent = this.words.cant_play;
      trouble.hidden = false;
    });
  }

  show(time) {
    this.index = this.frameAt(time);
    if (!this.video?.seeking && this.pending === null) this.wanted = null;
    this.stage.dataset.frame = this.index;
    this.draw();
  }

  number(value, digits) { return value.toFixed(digits).replace(".", this.data.decimal); }

  point(number, index = this.index) {
    const at = 2 * (index * this.data.count + number);
    const x = this.points[at], y = this.points[at + 1];
    return x === UNSEEN ? null : [x / this.data.per_px + 0.5, y / this.data.per_px + 0.5];
  }

  /* Middle and height of the body in each frame, steady: [x, y, height] in pixels of the film. */
  bodies() {
    const raw = this.times.map((_, index) => {
      const seen = [];
      for (let n = 0; n < this.data.count; n++) {
        const at = this.point(n, index);
        if (at) seen.push(at);
      }
      if (seen.length < 4) return null;
      const xs = seen.map((at) => at[0]), ys = seen.map((at) => at[1]);
      const top = Math.min(...ys), low = Math.max(...ys), head = 0.24 * (low - top);
      return [(Math.min(...xs) + Math.max(...xs)) / 2, (top - head + low) / 2, low - top + head];
    });
    const half = Math.max(1, Math.round(0.25 * this.times.length / (this.end || 1)));
    let last = [this.data.size[0] / 2, this.data.size[1] / 2, this.data.size[1]];
    return raw.map((_, index) => {
      const around = raw.slice(Math.max(0, index - half), index + half + 1).filter(Boolean);
      if (around.length) last = [0, 1, 2].map((k) => around.reduce((sum, b) => sum + b[k], 0) / around.length);
      return last;
    });
  }

  setNear(wanted) {
    this.near = wanted ? this.bodies() : null;
    this.draw();
  }

  /* How the film lies on the stage, whole or near the body: pixels of the page per pixel of the
     film, and where its corner is. */
  place() {
    const box = this.stage.getBoundingClientRect(), [wide, high] = this.data.size;
    const whole = Math.min(box.width / wide, box.height / high);
    const full = Math.max(box.width / wide, box.height / high);
    let scale = whole, x = wide / 2, y = high / 2;
    if (this.near) {
      const [middle, level, height] = this.near[this.index];
      scale = clamp((0.86 * box.height) / height, whole, 4 * full);
      x = middle;
      y = level;
    }
    const along = (room, length, at) =>
      length <= room ? (room - length) / 2 : clamp(room / 2 - scale * at, room - length, 0);
    return { scale, left: along(box.width, scale * wide, x), top: along(box.height, scale * high, y) };
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const { scale, left, top } = this.place();
    if (this.video) this.video.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
    if (!this.skeleton && this.video) return;
    const fine = devicePixelRatio;
    const wide = Math.max(2.2 * fine, 0.0048 * Math.max(this.canvas.width, this.canvas.height));
    const bout = this.data.bouts.find((b) => b.start <= this.time && this.time <= b.end);
    const near = bout ? bout.near : null;
    const far = near ? SIDES.find((side) => side !== near) : "left";
    pen.lineCap = "round";
    for (const side of [far, "both", SIDES.find((other) => other !== far)]) {
      const width = side === "both" || (near && side === far) ? 0.65 * wide : wide;
      this.drawSide(pen, side, width, (at) => [(at[0] * scale + left) * fine, (at[1] * scale + top) * fine]);
    }
  }

  drawSide(pen, side, width, onCanvas) {
    const lines = this.data.limbs
      .filter((limb) => limb[2] === side)
      .map((limb) => [this.point(limb[0]), this.point(limb[1])])
      .filter(([a, b]) => a && b);
    const trace = (colour, thick) => {
      pen.strokeStyle = colour;
      pen.lineWidth = thick;
      pen.beginPath();
      for (const [a, b] of lines) {
        pen.moveTo(...onCanvas(a));
        pen.lineTo(...onCanvas(b));
      }
      pen.stroke();
    };
    trace("rgba(255,255,255,.85)", width + Math.max(1.6 * devicePixelRatio, 0.7 * width));
    trace(COLOURS[side], width);
  }

  fit() {
    const box = this.stage.getBoundingClientRect();
    this.canvas.width = Math.round(box.width * devicePixelRatio);
    this.canvas.height = Math.round(box.height * devicePixelRatio);
    this.draw();
  }
}


/* A drawing in which the film's moment is marked and which takes the film along when clicked. */
class Plot {
  constructor(svg, [left, right]) {
    this.svg = svg;
    this.left = left;
    this.right = right;
    svg.classList.add("live");
  }

  /* A line and a dot of that kind; the dot keeps to `path` if there is one. */
  mark(kind, path) {
    const line = document.createElementNS(SVG, "path"), dot = document.createElementNS(SVG, "circle");
    line.setAttribute("class", `here ${kind}`);
    dot.setAttribute("class", `here-dot ${kind}`);
    dot.setAttribute("r", 4.5);
    this.svg.append(line, dot);
    return { line, dot, points: path ? pointsOf(path) : [] };
  }

  /* Put a mark at a percentage of the width, or take it away. */
  put({ line, dot, points }, percent) {
    const shown = percent !== null, x = this.x(percent ?? 0), y = this.heightAt(points, x);
    line.style.display = shown ? "" : "none";
    dot.style.display = shown && y !== null ? "" : "none";
    line.setAttribute("d", `M${x.toFixed(1)} ${this.svg.dataset.top ?? 10}V${this.svg.dataset.bottom ?? 214}`);
    dot.setAttribute("cx", x.toFixed(1));
    if (y !== null) dot.setAttribute("cy", y.toFixed(1));
  }

  x(percent) { return this.left + (percent / 100) * (this.right - this.left); }

  heightAt(points, x) {
    const after = points.findIndex((p) => p[0] >= x - 1e-6);
    if (after < 0) return null;
    const b = points[after], a = points[Math.max(after - 1, 0)];
    return b[0] === a[0] ? b[1] : a[1] + ((x - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
  }

  at(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    const percent = clamp((100 * (at.x - this.left)) / (this.right - this.left), 0, 100);
    return { percent, y: at.y };
  }
}

/* A button that stays down until it is pressed again: whether it is down now. */
const press = (button) => {
  const down = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(down));
  return down;
};

/* The buttons for the speed, of which one is down. */
const onSpeed = (root, set) => {
  const buttons = [...root.querySelectorAll("[data-speed]")];
  for (const button of buttons)
    button.addEventListener("click", () => {
      set(Number(button.dataset.speed));
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    });
};

/* How far across an element the pointer is, 0 to 1. */
const shareAcross = (element, event) => {
  const box = element.getBoundingClientRect();
  return clamp((event.clientX - box.left) / box.width, 0, 1);
};

/* The keys go there from now on; the ring around what is in focus waits for the first of them. */
const focusQuietly = (element) => {
  const loud = () => element.classList.remove("quiet");
  element.classList.add("quiet");
  element.focus({ preventScroll: true });
  for (const event of ["keydown", "blur"]) element.addEventListener(event, loud, { once: true });
};

/* Pressing and dragging over an element. `begin` answers how an event becomes a time, or null.
   A finger that starts to scroll the page is none of our business: it has to tap or go sideways. */
const onDrag = (element, begin, go) => {
  let timeOf = null, down = null, moving = false;
  const start = (event) => {
    timeOf = begin(down);
    moving = Boolean(timeOf);
    if (moving) go(timeOf(event));
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    down = event;
    moving = false;
    if (event.pointerType !== "mouse") return;
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
    start(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (!down) return;
    if (moving) go(timeOf(event));
    else if (Math.abs(event.clientX - down.clientX) > 8) start(event);
  });
  element.addEventListener("pointerup", (event) => {
    if (down && !moving && event.pointerType !== "mouse") start(event);
    down = null;
    moving = false;
  });
  element.addEventListener("pointercancel", () => { down = null; moving = false; });
};

const pointsOf = (path) => {
  const numbers = (path.getAttribute("d").match(/-?[\d.]+/g) ?? []).map(Number);
  return numbers.flatMap((x, i) => i & 1 ? [] : [[x, numbers[i + 1]]]);
};

/* Keys that mean something to a player: inside it, or anywhere once it was used. */
const onKeys = (player) => {
  let swallowed = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!player.root.contains(event.target) && !(player.used && event.target === document.body)) return;
    const action = player.actionOf(event);
    if (!action) return;
    swallowed = event.key === " ";
    event.preventDefault();
    action();
  });
  /* Browsers press a button when the space bar comes up. */
  document.addEventListener("keyup", (event) => {
    if (event.key === " " && swallowed) event.preventDefault();
    swallowed = false;
  });
};
