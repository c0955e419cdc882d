// The film frame by frame: pictures as the app cuts them, the body drawn over them.

const COLOURS = { left: "#ff6f61", right: "#5ea8ff", both: "#f2f2f2" };
const RUN = 12; // pictures that the app decodes together

export class Viewer extends EventTarget {
  constructor(bench, scene) {
    super();
    Object.assign(this, { bench, scene, frame: 0 });
    this.screen = bench.querySelector("#screen");
    this.picture = bench.querySelector("#picture");
    this.canvas = bench.querySelector("#canvas");
    this.slider = bench.querySelector("#frame");
    this.body = bench.querySelector("#body");
    this.last = scene.times.length - 1;
    this.slider.max = this.last;
    if (!scene.body) this.body.closest("label").hidden = true;
    if (!scene.pictures) this.blank();
    this.listen();
    addEventListener("resize", () => this.draw());
    this.picture.addEventListener("load", () => this.draw());
  }

  blank() {
    const [width, height] = this.scene.size;
    this.picture.src = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}'%3E%3Crect width='100%25' height='100%25' fill='%2323272c'/%3E%3C/svg%3E`;
  }

  listen() {
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.body.addEventListener("change", () => this.draw());
    this.bench.querySelector("#zoom").addEventListener("click", (event) => this.enlarge(event.target));
    for (const button of this.bench.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => this.step(Number(button.dataset.step)));
    }
    this.screen.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
      if (!way || event.defaultPrevented) return;
      event.preventDefault();
      this.step(way);
    });
  }

  // Once, twice, four times as large, the person in the middle.
  enlarge(button) {
    const now = { 1: 2, 2: 4, 4: 1 }[this.screen.dataset.zoom ?? 1];
    if (now === 1) delete this.screen.dataset.zoom;
    else this.screen.dataset.zoom = now;
    button.textContent = `${now}×`;
    this.draw();
    const [x, y] = this.middle();
    const box = this.picture.getBoundingClientRect();
    this.screen.scrollLeft = x * box.width - this.screen.clientWidth / 2;
    this.screen.scrollTop = y * box.height - this.screen.clientHeight / 2;
  }

  // The middle of the person as shares of the picture.
  middle() {
    const points = this.scene.body?.frames[this.frame] ?? [];
    return this.scene.size.map((length, axis) => {
      const own = points.filter((value, n) => value !== null && n % 2 === axis);
      return own.length ? (Math.min(...own) + Math.max(...own)) / 2 / length : 0.5;
    });
  }

  step(count) {
    this.go(this.frame + count);
  }

  go(frame) {
    this.frame = Math.max(0, Math.min(this.last, Math.round(frame)));
    this.slider.value = this.frame;
    this.slider.setAttribute("aria-valuetext", this.seconds(this.time));
    const words = { time: this.seconds(this.time), whole: this.seconds(this.scene.times[this.last]) };
    this.bench.querySelector("#clock").textContent = this.bench.dataset.seconds.replace(/{(\w+)}/g, (_, name) => words[name]);
    if (this.scene.pictures) this.show();
    this.draw();
    this.dispatchEvent(new Event("frame"));
  }

  // Only the picture wanted last is asked for: while one comes, others wait.
  async show() {
    if (this.loading) return;
    this.loading = true;
    let shown = -1;
    while (shown !== this.frame) {
      shown = this.frame;
      const picture = Object.assign(new Image(), { alt: "" });
      picture.src = `${this.bench.dataset.frames}${shown}.jpg`;
      try {
        await picture.decode();
        picture.id = this.picture.id;
        this.picture.replaceWith(picture); // the picture itself: nothing is kept to load it again
        this.picture = picture;
      } catch {
        // A frame that can't be decoded leaves the one before it in place.
      }
    }
    this.loading = false;
    this.draw();
    const next = (Math.floor(this.frame / RUN) + 1) * RUN;
    if (next <= this.last) new Image().src = `${this.bench.dataset.frames}${next}.jpg`;
  }

  get time() {
    return this.scene.times[this.frame];
  }

  // The first frame that shows a moment, or the one nearest to it.
  frameAt(time) {
    const times = this.scene.times;
    let low = 0, high = times.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low && time - times[low - 1] < times[low] - time ? low - 1 : low;
  }

  seconds(time) {
    return time.toFixed(2).replace(".", this.bench.dataset.decimal);
  }

  // A place in the clip's pixels from a pointer event.
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const [width, height] = this.scene.size;
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
  }

  draw() {
    const box = this.picture.getBoundingClientRect();
    if (!box.width) return;
    const ratio = devicePixelRatio || 1;
    const [width, height] = this.scene.size;
    this.canvas.width = box.width * ratio;
    this.canvas.height = box.height * ratio;
    this.canvas.style.width = `${box.width}px`;
    this.canvas.style.height = `${box.height}px`;
    const ink = this.canvas.getContext("2d");
    ink.scale(this.canvas.width / width, this.canvas.height / height);
    this.unit = width / box.width; // clip pixels per pixel of the screen
    if (this.body.checked) this.drawBody(ink);
    this.dispatchEvent(new CustomEvent("draw", { detail: ink }));
  }

  drawBody(ink) {
    const points = this.scene.body?.frames[this.frame];
    if (!points) return;
    ink.lineWidth = 2.5 * this.unit;
    ink.lineCap = "round";
    for (const [a, b, side] of this.scene.body.limbs) {
      const line = [points[2 * a], points[2 * a + 1], points[2 * b], points[2 * b + 1]];
      if (line.includes(null)) continue;
      ink.strokeStyle = COLOURS[side];
      ink.beginPath();
      ink.moveTo(line[0], line[1]);
      ink.lineTo(line[2], line[3]);
      ink.stroke();
    }
  }
}

export async function load(bench) {
  const answer = await fetch(bench.dataset.scene);
  if (!answer.ok) throw new Error(answer.status);
  return new Viewer(bench, await answer.json());
}
