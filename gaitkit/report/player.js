/* The report's player: the film, the strip, the curves, all at the same moment. One clip of several
   is shown at a time. */
class Player extends Reel {
  constructor(section) {
    super(section);
    this.over = section.querySelector(".over");
    this.cursor = section.querySelector(".cursor");
    this.ticks = [...section.querySelectorAll(".tick")].sort((a, b) => a.dataset.at - b.dataset.at);
    this.drawings = drawingsOf(this);
    this.loopSide = "";
    this.loop = null;
    this.used = false;
    this.closed = false;
    this.wire();
    section.querySelector(".works").hidden = false;
    section.querySelector(".without").hidden = true;
    this.cursor.setAttribute("aria-valuemax", (this.end * this.data.rate).toFixed(2));
    this.show(0);
  }

  /* Where the user wants to be. */
  go(index) {
    this.used = true;
    choose(this);
    this.seekFrame(index);
    if (this.loopSide) this.setLoop(this.cycleNear(this.loopSide, this.times[this.heading]));
  }

  goTime(time) { this.go(this.nearestFrame(time)); }

  step(count) {
    this.video.pause();
    this.go(this.heading + count);
  }

  toEvent(direction) {
    this.video.pause();
    const from = this.heading;
    const frames = this.data.events.map((time) => this.nearestFrame(time));
    const found = direction > 0
      ? frames.find((frame) => frame > from)
      : frames.findLast((frame) => frame < from);
    this.go(found ?? (direction > 0 ? this.last : 0));
  }

  play() {
    this.used = true;
    if (this.index >= this.last) this.seekFrame(this.loop ? this.loop.first : 0);
    this.video.play().catch(() => {});
  }

  toggle() { if (this.video.paused) this.play(); else this.video.pause(); }

  /* ---- cycles, and repetitions of a test ---- */

  partAt(side, time) {
    return this.data.parts.find((c) => c.side === side && c.start <= time + 1e-4 && time < c.end);
  }

  percentOf(part, time) { return (100 * (time - part.start)) / (part.end - part.start); }

  cycleNear(side, time, view) {
    const fits = this.data.parts.filter((c) => c.side === side && c.usable && (!view || c.view === view));
    const away = (c) => time >= c.start && time < c.end ? -1 : Math.abs((c.start + c.end) / 2 - time);
    return fits.reduce((best, c) => !best || away(c) < away(best) ? c : best, null);
  }

  toggleLoop(side) {
    this.loopSide = this.loopSide === side ? "" : side;
    const cycle = this.loopSide ? this.cycleNear(side, this.time) : null;
    if (!cycle) this.loopSide = "";
    this.setLoop(cycle);
    for (const button of this.root.querySelectorAll("[data-loop]"))
      button.setAttribute("aria-pressed", String(button.dataset.loop === this.loopSide));
    if (cycle) {
      if (this.index < this.loop.first || this.index > this.loop.last) this.seekFrame(this.loop.first);
      this.play();
    }
  }

  setLoop(cycle) {
    const mark = this.root.querySelector(".repeat");
    mark.hidden = !cycle;
    this.loop = cycle && { first: this.nearestFrame(cycle.start), last: Math.max(this.nearestFrame(cycle.end) - 1, 0) };
    if (cycle) {
      mark.style.left = `${(100 * cycle.start) / this.end}%`;
      mark.style.width = `${(100 * (cycle.end - cycle.start)) / this.end}%`;
    }
  }

  /* ---- showing ---- */

  show(time) {
    super.show(time);
    this.tell();
    for (const drawing of this.drawings) drawing.follow();
    if (this.loop && !this.video.paused && !this.video.seeking && this.index >= this.loop.last)
      this.seekFrame(this.loop.first);
  }

  tell() {
    const { rate, words } = this.data;
    const said = fill(words.clock, {
      time: this.number(this.time * rate, 2), whole: this.number(this.end * rate, 2),
    });
    this.root.querySelector(".clock").textContent = said;
    this.cursor.style.left = `${(100 * this.time) / (this.end || 1)}%`;
    this.cursor.setAttribute("aria-valuenow", (this.time * rate).toFixed(2));
    this.cursor.setAttribute("aria-valuetext", said);
    for (const phase of this.root.querySelectorAll(".phase")) {
      const part = this.partAt(phase.dataset.side, this.time);
      phase.lastElementChild.textContent = part
        ? fill(part.count ? words.count : words.phase, { percent: Math.round(this.percentOf(part, this.time)), count: part.count })
        : words.no_phase;
    }
  }

  /* From a drawing: the film goes there and comes along if it is out of sight. */
  lookAt(time) {
    this.video.pause();
    this.closed = false;
    this.goTime(time);
    this.dock();
  }

  /* Another clip is looked at. */
  leave() {
    this.video.pause();
    this.used = false;
    this.dock();
  }

  /* The small film in the corner while the drawings are looked at and the player is out of sight. */
  dock() {
    const docked = this.used && !this.closed && !this.seatSeen && this.drawingsSeen;
    this.stage.classList.toggle("docked", Boolean(docked));
  }

  /* ---- input ---- */

  wire() {
    this.wireButtons();
    this.wireStrip();
    onKeys(this);
    this.wireSight();
  }

  wireVideo() {
    super.wireVideo();
    const video = this.video;
    for (const change of ["play", "pause", "ended"])
      video.addEventListener(change, () => { this.tellPlaying(); if (video.paused) this.show(video.currentTime); });
    video.addEventListener("ended", () => { if (this.loop) this.play(); });
  }

  tellPlaying() {
    const playing = !this.video.paused && !this.video.ended;
    this.root.classList.toggle("playing", playing);
    this.root.querySelector("[data-do=play] .word").textContent =
      playing ? this.data.words.pause : this.data.words.play;
  }

  wireButtons() {
    const actions = {
      play: () => this.toggle(),
      back: () => this.step(-1),
      on: () => this.step(1),
      previous: () => this.toEvent(-1),
      next: () => this.toEvent(1),
      skeleton: (button) => this.setSkeleton(press(button)),
      zoom: (button) => this.setNear(press(button)),
    };
    for (const button of this.root.querySelectorAll("[data-do]"))
      button.addEventListener("click", () => actions[button.dataset.do](button));
    for (const button of this.root.querySelectorAll("[data-loop]"))
      button.addEventListener("click", () => this.toggleLoop(button.dataset.loop));
    onSpeed(this.root, (speed) => { this.video.playbackRate = this.video.defaultPlaybackRate = speed; });
    this.root.querySelector(".undock").addEventListener("click", (event) => {
      event.stopPropagation();
      this.closed = true;
      this.dock();
    });
    this.stage.addEventListener("click", () => this.toggle());
    const number = this.root.dataset.player;
    for (const button of document.querySelectorAll(`.key-moments[data-player="${number}"] .show`)) {
      button.hidden = false;
      button.addEventListener("click", () => {
        this.video.pause();
        this.goTime(Number(button.dataset.at));
        this.stage.scrollIntoView({ block: "center" });
      });
    }
  }

  setSkeleton(shown) {
    this.skeleton = shown;
    this.root.querySelector(".said").textContent = shown ? this.words.skeleton_on : this.words.skeleton_off;
    this.draw();
  }

  wireStrip() {
    const lanes = this.root.querySelector(".lanes");
    const at = (event) => shareAcross(this.over, event) * this.end;
    onDrag(lanes, (event) => {
      const tick = event.target.closest(".tick");
      this.video.pause();
      focusQuietly(this.cursor);
      if (!tick) return at;
      /* An event is met exactly, until the pointer moves away from it. */
      const from = event.clientX;
      return (move) => Math.abs(move.clientX - from) > 4 ? at(move) : Number(tick.dataset.at);
    }, (time) => this.goTime(time));
    for (const tick of this.ticks) {
      /* By keyboard or a screen reader; a pointer was dealt with when it went down. */
      tick.addEventListener("click", (event) => { if (!event.detail) this.toTick(tick); });
      tick.addEventListener("focus", () => this.rove(tick));
    }
    for (const lane of this.root.querySelectorAll(".lane")) {
      const first = lane.querySelector(".tick");
      if (first) first.tabIndex = 0;
    }
  }

  /* One stop for the Tab key in each lane: the event that was last in focus. */
  rove(tick) {
    for (const other of tick.parentElement.querySelectorAll(".tick")) other.tabIndex = other === tick ? 0 : -1;
  }

  toTick(tick) {
    this.video.pause();
    this.goTime(Number(tick.dataset.at));
  }

  actionOf(event) {
    const tick = event.target.closest(".tick");
    const count = event.shiftKey ? 10 : 1;
    const beside = (step) => {
      const own = [...tick.parentElement.querySelectorAll(".tick")];
      const to = own[clamp(own.indexOf(tick) + step, 0, own.length - 1)];
      return () => { to.focus(); this.toTick(to); };
    };
    switch (event.key) {
      case " ":
        return event.target.matches("button:focus-visible") ? null : () => this.toggle();
      case "ArrowLeft": return tick ? beside(-1) : () => this.step(-count);
      case "ArrowRight": return tick ? beside(1) : () => this.step(count);
      case "PageUp": return event.target === this.cursor ? () => this.toEvent(-1) : null;
      case "PageDown": return event.target === this.cursor ? () => this.toEvent(1) : null;
      case "Home": return event.target === this.cursor ? () => this.step(-this.times.length) : null;
      case "End": return event.target === this.cursor ? () => this.step(this.times.length) : null;
      default: return null;
    }
  }

  wireSight() {
    new IntersectionObserver(([seat]) => {
      this.seatSeen = seat.intersectionRatio >= 0.3;
      if (this.seatSeen) this.closed = false;
      this.dock();
    }, { threshold: [0, 0.3, 0.6] }).observe(this.root.querySelector(".seat"));
    for (const drawings of document.querySelectorAll(".charts, .timelines"))
      new IntersectionObserver(([seen]) => {
        this.drawingsSeen = seen.isIntersecting;
        this.dock();
      }).observe(drawings);
  }
}


/* A curve over the gait cycle: both sides, each where its foot is in its cycle. */
class Curve extends Plot {
  constructor(svg, view, player) {
    super(svg, player.data.plot);
    this.view = view;
    this.player = player;
    this.marks = {};
    for (const side of SIDES) {
      const mean = svg.querySelector(`path.mean.${side}`);
      if (mean) this.marks[side] = this.mark(side, mean);
    }
    onDrag(svg, (event) => this.grasp(event), (time) => player.lookAt(time));
  }

  follow() {
    const { player } = this;
    for (const [side, mark] of Object.entries(this.marks)) {
      const part = player.partAt(side, player.time);
      const percent = part?.view === this.view ? player.percentOf(part, player.time) : null;
      if (percent !== null) this.svg.dataset[side] = percent.toFixed(2);
      this.put(mark, percent);
    }
  }

  /* The side whose mean is nearest to the pointer. */
  sideAt({ percent, y }) {
    const away = (side) => Math.abs((this.heightAt(this.marks[side].points, this.x(percent)) ?? 1e6) - y);
    return Object.keys(this.marks).reduce((best, side) => !best || away(side) < away(best) ? side : best, "");
  }

  grasp(event) {
    const cycle = this.player.cycleNear(this.sideAt(this.at(event)), this.player.time, this.view);
    return cycle && ((move) => cycle.start + (this.at(move).percent / 100) * (cycle.end - cycle.start));
  }
}

/* What a test was seen in, over the person's time. */
class Timeline extends Plot {
  constructor(svg, player) {
    const { left, right, from, to } = svg.dataset;
    super(svg, [Number(left), Number(right)]);
    this.player = player;
    this.from = Number(from) / player.data.rate;
    this.long = (Number(to) - Number(from)) / player.data.rate;
    this.now = this.mark("both", svg.querySelector("path.mean"));
    onDrag(svg, () => (move) => this.from + (this.at(move).percent / 100) * this.long, (time) => player.lookAt(time));
  }

  follow() {
    const percent = (100 * (this.player.time - this.from)) / this.long;
    this.put(this.now, percent >= 0 && percent <= 100 ? percent : null);
  }
}

/* Curves of this clip, or of its view where no clip is named, that no player before it took. */
const drawingsOf = (player) => {
  const { clip } = player.root.dataset;
  const views = new Set(player.data.parts.map((c) => c.view));
  const curves = [...document.querySelectorAll("figure[data-view]")]
    .filter(({ dataset }) => dataset.clip ? dataset.clip === clip : views.has(dataset.view))
    .map((figure) => ({ figure, svg: figure.querySelector("svg.chart") }))
    .filter(({ svg }) => svg && !svg.classList.contains("live"))
    .map(({ figure, svg }) => new Curve(svg, figure.dataset.view, player));
  const lines = [...document.querySelectorAll("svg.timeline:not(.live)")].map((svg) => new Timeline(svg, player));
  return [...curves, ...lines];
};

/* ---- one clip of several ---- */

const shelf = document.querySelector(".shelf");

const choose = (player) => {
  if (!shelf || player.root.dataset.player === shelf.dataset.chosen) return;
  shelf.dataset.chosen = player.root.dataset.player;
  for (const other of players) if (other !== player) other.leave();
  player.load();
  for (const part of document.querySelectorAll("section[data-player]"))
    part.classList.toggle("away", part.dataset.player !== shelf.dataset.chosen);
  for (const button of shelf.querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset.clip === shelf.dataset.chosen));
};

const players = [...document.querySelectorAll("section.player")].map((section) => new Player(section));
if (shelf) {
  shelf.hidden = false;
  for (const button of shelf.querySelectorAll("button"))
    button.addEventListener("click", () =>
      choose(players.find((player) => player.root.dataset.player === button.dataset.clip)));
}
if (players.length) {
  choose(players[0]);
  players[0].load();
}
