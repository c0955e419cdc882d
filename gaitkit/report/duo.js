/* Two films at the same percentage of a gait cycle, or of a repetition, and the curves over one
   another at that percentage. */

/* One of the two: a film, or its skeleton alone, and the cycle of it that is shown. */
class Half extends Reel {
  constructor(root) {
    super(root);
    this.lane = null;
    this.selects = [...root.querySelectorAll("select")];
  }

  /* The chosen cycle of a side: where it starts and ends, and what lies in between. */
  choose(side) {
    const select = this.selects.find((other) => other.dataset.side === side);
    for (const other of this.selects) other.closest("label").hidden = other !== select;
    this.part = this.data.choices[side][select.selectedIndex];
  }

  /* Film and percentage of the points that are held together. */
  get anchors() {
    const { start, middle, end } = this.part;
    return middle === null ? [[start, 0], [end, 100]] : [[start, 0], [middle, 50], [end, 100]];
  }

  stretchAt(percent) {
    const { anchors } = this;
    const after = Math.max(1, anchors.findIndex(([, share]) => share >= percent));
    return [anchors[after - 1], anchors[after]];
  }

  timeAt(percent) {
    const [[start, low], [end, high]] = this.stretchAt(percent);
    return start + ((percent - low) / (high - low)) * (end - start);
  }

  /* Seconds of the film that pass in one percent. */
  paceAt(percent) {
    const [[start, low], [end, high]] = this.stretchAt(percent);
    return (end - start) / (high - low);
  }

  get frames() { return this.nearestFrame(this.part.end) - this.nearestFrame(this.part.start); }

  stand(percent) {
    this.video?.pause();
    this.seekFrame(this.nearestFrame(this.timeAt(percent)));
  }

  /* While playing: keep to the moment, a little faster when late. Tells whether it is there. */
  follow(percent, percentPerSecond) {
    const time = this.timeAt(percent), { video } = this;
    if (!video || percentPerSecond * this.paceAt(percent) < SLOWEST) {
      const frame = this.nearestFrame(time);
      if (frame !== (this.wanted ?? this.index)) this.stand(percent);
      return true;
    }
    if (video.seeking || video.readyState < 2) return false;
    const late = time - video.currentTime;
    if (Math.abs(late) > 0.3) { this.seekFrame(this.nearestFrame(time)); return false; }
    const rate = percentPerSecond * this.paceAt(percent) + 2 * late;
    if (rate < SLOWEST || video.ended) {
      if (!video.paused) video.pause();
      return true;
    }
    if (Math.abs(rate / video.playbackRate - 1) > 0.03) video.playbackRate = Math.min(rate, 4);
    if (video.paused) video.play().catch(() => {});
    return late < 0.1;
  }
}

/* Browsers play no slower than this; below it the film is stepped. */
const SLOWEST = 0.0625;

class Duo {
  constructor(root) {
    this.root = root;
    this.halves = [...root.querySelectorAll(".half")].map((half) => new Half(half));
    this.words = this.halves[0].words;
    this.seat = root.querySelector(".halves-seat");
    this.over = root.querySelector(".over");
    this.cursor = root.querySelector(".cursor");
    this.halves.forEach((half, n) => { half.lane = root.querySelectorAll(".lane")[n]; });
    this.percent = 0;
    this.speed = 1;
    this.playing = false;
    this.used = false;
    this.closed = false;
    this.curves = [...document.querySelectorAll(`figure[data-pair="${root.dataset.pair}"] svg.chart`)]
      .map((svg) => new CurvesOver(svg, this));
    this.wire();
    for (const half of this.halves) half.setNear(true);
    this.setSide(root.querySelector("[data-foot][aria-pressed=true]").dataset.foot);
  }

  load() { for (const half of this.halves) half.load(); }

  /* ---- moments ---- */

  setSide(side) {
    this.side = side;
    for (const button of this.root.querySelectorAll("[data-foot]"))
      button.setAttribute("aria-pressed", String(button.dataset.foot === side));
    this.takeParts();
  }

  takeParts() {
    for (const half of this.halves) {
      half.choose(this.side);
      const bar = half.lane.querySelector(".bar"), { off } = half.part;
      half.lane.className = `lane ${this.side}`;
      bar.style.width = `${off ?? 100}%`;
    }
    this.go(this.percent);
  }

  /* In percent per second at full speed: as fast as the longer of both really is. */
  get pace() {
    return 100 / Math.max(...this.halves.map(({ part }) => part.end - part.start));
  }

  /* One picture of the film that has more of them. */
  get stride() { return 100 / Math.max(1, ...this.halves.map((half) => half.frames)); }

  get marks() {
    const inside = this.halves.flatMap(({ part }) => [part.off, part.middle === null ? null : 50]);
    return [...new Set([0, ...inside.filter((percent) => percent !== null), 100])].sort((a, b) => a - b);
  }

  go(percent) {
    this.percent = clamp(percent, 0, 100);
    if (this.playing) this.pause();
    for (const half of this.halves) half.stand(this.percent);
    this.tell();
  }

  user(percent) {
    this.used = true;
    this.go(percent);
  }

  step(count) { this.user((Math.round(this.percent / this.stride) + count) * this.stride); }

  toMark(direction) {
    const { marks, percent } = this;
    const found = direction > 0
      ? marks.find((mark) => mark > percent + 0.01)
      : marks.findLast((mark) => mark < percent - 0.01);
    this.user(found ?? percent);
  }

  /* ---- playing ---- */

  toggle() {
    this.used = true;
    if (this.playing) this.go(this.percent); else this.play();
  }

  play() {
    this.playing = true;
    this.tellPlaying();
    let last = performance.now();
    const tick = (now) => {
      if (!this.playing) return;
      this.tick((now - last) / 1000);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  /* The moment goes on only while both films are there: the slower one sets the pace. */
  tick(seconds) {
    const { speed } = this;
    const there = this.halves.map((half) => half.follow(this.percent, this.pace * speed));
    if (!there.every(Boolean)) return;
    this.percent += Math.min(seconds, 0.1) * this.pace * speed;
    if (this.percent >= 100) {
      this.percent = 0;
      for (const half of this.halves) half.stand(0);
    }
    this.tell();
  }

  pause() {
    this.playing = false;
    this.tellPlaying();
  }

  /* ---- telling ---- */

  tellPlaying() {
    this.root.classList.toggle("playing", this.playing);
    this.root.querySelector("[data-do=play] .word").textContent = this.playing ? this.words.pause : this.words.play;
  }

  tell() {
    const said = fill(this.words.percent, { percent: Math.round(this.percent) });
    this.root.dataset.percent = this.percent.toFixed(2);
    this.root.querySelector(".clock").textContent = said;
    this.cursor.style.left = `${this.percent}%`;
    this.cursor.setAttribute("aria-valuenow", String(Math.round(this.percent)));
    this.cursor.setAttribute("aria-valuetext", said);
    for (const curve of this.curves) curve.follow();
  }

  /* Both films small in the corner while the curves are looked at and the player is out of sight. */
  dock() {
    const docked = this.used && !this.closed && !this.seatSeen && this.curvesSeen;
    this.seat.style.minHeight = docked ? `${this.seat.offsetHeight}px` : "";
    this.seat.classList.toggle("docked", Boolean(docked));
  }

  leave() {
    if (this.playing) this.go(this.percent);
    this.used = false;
    this.dock();
  }

  /* ---- input ---- */

  wire() {
    this.wireButtons();
    this.wireSight();
    onKeys(this);
    const at = (event) => 100 * shareAcross(this.over, event);
    onDrag(this.root.querySelector(".lanes"), () => {
      focusQuietly(this.cursor);
      return at;
    }, (percent) => this.user(percent));
  }

  wireButtons() {
    const actions = {
      play: () => this.toggle(),
      back: () => this.step(-1),
      on: () => this.step(1),
      previous: () => this.toMark(-1),
      next: () => this.toMark(1),
      skeleton: (button) => this.setSkeleton(press(button)),
      zoom: (button) => { const near = press(button); for (const half of this.halves) half.setNear(near); },
      undock: () => { this.closed = true; this.dock(); },
    };
    for (const button of this.root.querySelectorAll("[data-do]"))
      button.addEventListener("click", () => actions[button.dataset.do](button));
    for (const button of this.root.querySelectorAll("[data-foot]"))
      button.addEventListener("click", () => this.setSide(button.dataset.foot));
    onSpeed(this.root, (speed) => { this.speed = speed; });
    for (const half of this.halves) {
      half.stage.addEventListener("click", () => this.toggle());
      for (const select of half.selects) select.addEventListener("change", () => this.takeParts());
    }
  }

  setSkeleton(shown) {
    for (const half of this.halves) { half.skeleton = shown; half.draw(); }
    this.root.querySelector(".said").textContent = shown ? this.words.skeleton_on : this.words.skeleton_off;
  }

  actionOf(event) {
    if (event.target.matches("select")) return null;
    const count = event.shiftKey ? 10 : 1, held = event.target === this.cursor;
    switch (event.key) {
      case " ": return event.target.matches("button:focus-visible") ? null : () => this.toggle();
      case "ArrowLeft": return () => this.step(-count);
      case "ArrowRight": return () => this.step(count);
      case "PageUp": return held ? () => this.toMark(-1) : null;
      case "PageDown": return held ? () => this.toMark(1) : null;
      case "Home": return held ? () => this.user(0) : null;
      case "End": return held ? () => this.user(100) : null;
      default: return null;
    }
  }

  wireSight() {
    new IntersectionObserver(([seat]) => {
      this.seatSeen = seat.intersectionRatio >= 0.2;
      if (this.seatSeen) this.closed = false;
      this.dock();
    }, { threshold: [0, 0.2, 0.5] }).observe(this.seat);
    for (const curves of document.querySelectorAll(".charts"))
      new IntersectionObserver(([seen]) => {
        this.curvesSeen = seen.isIntersecting;
        this.dock();
      }).observe(curves);
  }
}

/* A curve of both recordings: two dots on one upright line. */
class CurvesOver extends Plot {
  constructor(svg, duo) {
    super(svg, duo.halves[0].data.plot);
    this.duo = duo;
    this.side = svg.closest("[data-side]").dataset.side;
    this.dots = ["before", "now"].map((which) =>
      this.mark(which === "now" ? this.side : which, svg.querySelector(`.${which} path.mean`)));
    onDrag(svg, () => {
      if (this.duo.root.classList.contains("away")) choose(this.duo);
      if (this.duo.side !== this.side) this.duo.setSide(this.side);
      this.duo.closed = false;
      return (event) => this.at(event).percent;
    }, (percent) => { this.duo.user(percent); this.duo.dock(); });
  }

  follow() {
    const percent = this.duo.side === this.side ? this.duo.percent : null;
    this.svg.dataset.percent = percent === null ? "" : percent.toFixed(2);
    for (const dot of this.dots) this.put(dot, percent);
  }
}

const works = document.querySelector(".duos");
const duos = [...document.querySelectorAll(".duo")].map((root) => new Duo(root));

const choose = (shown) => {
  for (const duo of duos) {
    duo.root.classList.toggle("away", duo !== shown);
    if (duo !== shown) duo.leave();
  }
  for (const button of works.querySelectorAll(".shelf button"))
    button.setAttribute("aria-pressed", String(button.dataset.pair === shown.root.dataset.pair));
  shown.load();
};

if (duos.length) {
  works.querySelector(".works").hidden = false;
  works.querySelector(".without").hidden = true;
  for (const button of works.querySelectorAll(".shelf button"))
    button.addEventListener("click", () => choose(duos.find((duo) => duo.root.dataset.pair === button.dataset.pair)));
  choose(duos[0]);
}
