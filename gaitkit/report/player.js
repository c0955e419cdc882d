"use strict";
/* The film, the skeleton over it, the strip and the curves, all at the same moment.
   Times are seconds of the film. A frame is shown from its own time up to that of the next. */
(() => {
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

  class Player {
    constructor(section) {
      this.section = section;
      this.data = JSON.parse(section.querySelector(".data").textContent);
      this.times = this.data.times.map((ticks) => ticks / this.data.ticks_hz);
      this.points = new Int16Array(bytesOf(this.data.points).buffer);
      this.video = section.querySelector("video");
      this.stage = section.querySelector(".stage");
      this.canvas = section.querySelector("canvas");
      this.over = section.querySelector(".over");
      this.cursor = section.querySelector(".cursor");
      this.ticks = [...section.querySelectorAll(".tick")].sort((a, b) => a.dataset.at - b.dataset.at);
      this.charts = chartsOf(this);
      this.index = 0;
      this.wanted = null;
      this.pending = null;
      this.loopSide = "";
      this.loop = null;
      this.skeleton = true;
      this.near = null;
      this.used = false;
      this.closed = false;
      this.wire();
      this.load();
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
      const bytes = bytesOf(this.section.querySelector(".film").textContent);
      this.video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
      this.section.querySelector(".works").hidden = false;
      this.section.querySelector(".without").hidden = true;
      this.cursor.setAttribute("aria-valuemax", (this.end * this.data.rate).toFixed(2));
      this.show(0);
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
      this.pending = this.video.seeking ? this.wanted : null;
      if (this.pending === null) this.video.currentTime = this.middleOf(this.wanted);
    }

    /* Where the user wants to be. */
    go(index) {
      this.used = true;
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

    /* ---- cycles ---- */

    cycleAt(side, time) {
      return this.data.cycles.find((c) => c.side === side && c.start <= time + 1e-4 && time < c.end);
    }

    cycleNear(side, time, view) {
      const fits = this.data.cycles.filter((c) => c.side === side && c.usable && (!view || c.view === view));
      const away = (c) => time >= c.start && time < c.end ? -1 : Math.abs((c.start + c.end) / 2 - time);
      return fits.reduce((best, c) => !best || away(c) < away(best) ? c : best, null);
    }

    percentOf(cycle, time) { return (100 * (time - cycle.start)) / (cycle.end - cycle.start); }

    toggleLoop(side) {
      this.loopSide = this.loopSide === side ? "" : side;
      const cycle = this.loopSide ? this.cycleNear(side, this.time) : null;
      if (!cycle) this.loopSide = "";
      this.setLoop(cycle);
      for (const button of this.section.querySelectorAll("[data-loop]"))
        button.setAttribute("aria-pressed", String(button.dataset.loop === this.loopSide));
      if (cycle) {
        if (this.index < this.loop.first || this.index > this.loop.last) this.seekFrame(this.loop.first);
        this.play();
      }
    }

    setLoop(cycle) {
      const mark = this.section.querySelector(".repeat");
      mark.hidden = !cycle;
      this.loop = cycle && { first: this.nearestFrame(cycle.start), last: Math.max(this.nearestFrame(cycle.end) - 1, 0) };
      if (cycle) {
        mark.style.left = `${(100 * cycle.start) / this.end}%`;
        mark.style.width = `${(100 * (cycle.end - cycle.start)) / this.end}%`;
      }
    }

    /* ---- showing ---- */

    show(time) {
      this.index = this.frameAt(time);
      if (!this.video.seeking && this.pending === null) this.wanted = null;
      this.stage.dataset.frame = this.index;
      this.draw();
      this.tell();
      for (const chart of this.charts) chart.follow(this);
      if (this.loop && !this.video.paused && !this.video.seeking && this.index >= this.loop.last)
        this.seekFrame(this.loop.first);
    }

    number(value, digits) { return value.toFixed(digits).replace(".", this.data.decimal); }

    tell() {
      const { rate, words } = this.data;
      const said = fill(words.clock, {
        time: this.number(this.time * rate, 2), whole: this.number(this.end * rate, 2),
      });
      this.section.querySelector(".clock").textContent = said;
      this.cursor.style.left = `${(100 * this.time) / (this.end || 1)}%`;
      this.cursor.setAttribute("aria-valuenow", (this.time * rate).toFixed(2));
      this.cursor.setAttribute("aria-valuetext", said);
      for (const side of SIDES) {
        const cycle = this.cycleAt(side, this.time);
        this.section.querySelector(`.phase.${side} > span`).textContent = cycle
          ? fill(words.phase, { percent: Math.round(this.percentOf(cycle, this.time)) })
          : words.no_phase;
      }
    }

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

    setZoom(button) {
      this.near = this.near ? null : this.bodies();
      button.setAttribute("aria-pressed", String(Boolean(this.near)));
      this.draw();
    }

    /* How the film lies on the stage: enlarged and shifted, in pixels of the page. */
    place() {
      const box = this.stage.getBoundingClientRect(), scale = box.width / this.data.size[0];
      if (!this.near) return { zoom: 1, left: 0, top: 0 };
      const [x, y, height] = this.near[this.index];
      const zoom = clamp((0.86 * box.height) / (height * scale), 1, 4);
      return {
        zoom,
        left: clamp(box.width / 2 - zoom * scale * x, box.width * (1 - zoom), 0),
        top: clamp(box.height / 2 - zoom * scale * y, box.height * (1 - zoom), 0),
      };
    }

    draw() {
      const pen = this.canvas.getContext("2d");
      pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
      const { zoom, left, top } = this.place();
      this.video.style.transform = zoom > 1 ? `translate(${left}px, ${top}px) scale(${zoom})` : "";
      if (!this.skeleton) return;
      const scale = (zoom * this.canvas.width) / this.data.size[0];
      const shift = [left * devicePixelRatio, top * devicePixelRatio];
      const wide = Math.max(2.2 * devicePixelRatio, 0.0048 * Math.max(this.canvas.width, this.canvas.height));
      const bout = this.data.bouts.find((b) => b.start <= this.time && this.time <= b.end);
      const near = bout ? bout.near : null;
      const far = near ? SIDES.find((side) => side !== near) : "left";
      pen.lineCap = "round";
      for (const side of [far, "both", SIDES.find((other) => other !== far)]) {
        const width = side === "both" || (near && side === far) ? 0.65 * wide : wide;
        this.drawSide(pen, side, width, (at) => [at[0] * scale + shift[0], at[1] * scale + shift[1]]);
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

    /* The small film in the corner while the curves are looked at and the player is out of sight. */
    dock() {
      const docked = this.used && !this.closed && !this.seatSeen && this.curvesSeen;
      this.stage.classList.toggle("docked", Boolean(docked));
    }

    /* ---- input ---- */

    wire() {
      this.wireVideo();
      this.wireButtons();
      this.wireStrip();
      this.wireKeys();
      this.wireSight();
    }

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
      for (const change of ["play", "pause", "ended"])
        video.addEventListener(change, () => { this.tellPlaying(); if (video.paused) this.show(video.currentTime); });
      video.addEventListener("ended", () => { if (this.loop) this.play(); });
      video.addEventListener("error", () => {
        const trouble = this.section.querySelector(".trouble");
        trouble.textContent = this.data.words.cant_play;
        trouble.hidden = false;
      });
    }

    tellPlaying() {
      const playing = !this.video.paused && !this.video.ended;
      this.section.classList.toggle("playing", playing);
      this.section.querySelector("[data-do=play] .word").textContent =
        playing ? this.data.words.pause : this.data.words.play;
    }

    wireButtons() {
      const actions = {
        play: () => this.toggle(),
        back: () => this.step(-1),
        on: () => this.step(1),
        previous: () => this.toEvent(-1),
        next: () => this.toEvent(1),
        skeleton: (button) => this.setSkeleton(button, !this.skeleton),
        zoom: (button) => this.setZoom(button),
      };
      for (const button of this.section.querySelectorAll("[data-do]"))
        button.addEventListener("click", () => actions[button.dataset.do](button));
      for (const button of this.section.querySelectorAll("[data-loop]"))
        button.addEventListener("click", () => this.toggleLoop(button.dataset.loop));
      const speeds = [...this.section.querySelectorAll("[data-speed]")];
      for (const button of speeds)
        button.addEventListener("click", () => {
          this.video.playbackRate = this.video.defaultPlaybackRate = Number(button.dataset.speed);
          for (const other of speeds) other.setAttribute("aria-pressed", String(other === button));
        });
      this.section.querySelector(".undock").addEventListener("click", (event) => {
        event.stopPropagation();
        this.closed = true;
        this.dock();
      });
      this.stage.addEventListener("click", () => this.toggle());
      const number = this.section.dataset.player;
      for (const button of document.querySelectorAll(`.key-moments[data-player="${number}"] .show`)) {
        button.hidden = false;
        button.addEventListener("click", () => {
          this.video.pause();
          this.goTime(Number(button.dataset.at));
          this.stage.scrollIntoView({ block: "center" });
        });
      }
    }

    setSkeleton(button, shown) {
      this.skeleton = shown;
      button.setAttribute("aria-pressed", String(shown));
      this.section.querySelector(".said").textContent =
        shown ? this.data.words.skeleton_on : this.data.words.skeleton_off;
      this.draw();
    }

    wireStrip() {
      const lanes = this.section.querySelector(".lanes");
      const at = (event) => {
        const box = this.over.getBoundingClientRect();
        return clamp((event.clientX - box.left) / box.width, 0, 1) * this.end;
      };
      onDrag(lanes, (event) => {
        const tick = event.target.closest(".tick");
        this.video.pause();
        this.cursor.focus({ preventScroll: true });
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
      for (const lane of this.section.querySelectorAll(".lane")) {
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

    wireKeys() {
      let swallowed = false;
      const down = (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
        if (!this.section.contains(event.target) && !(this.used && event.target === document.body)) return;
        const action = this.actionOf(event);
        if (!action) return;
        swallowed = event.key === " ";
        event.preventDefault();
        action();
      };
      document.addEventListener("keydown", down);
      /* Browsers press a button when the space bar comes up. */
      document.addEventListener("keyup", (event) => {
        if (event.key === " " && swallowed) event.preventDefault();
        swallowed = false;
      });
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
      new ResizeObserver(() => this.fit()).observe(this.stage);
      new IntersectionObserver(([seat]) => {
        this.seatSeen = seat.intersectionRatio >= 0.3;
        if (this.seatSeen) this.closed = false;
        this.dock();
      }, { threshold: [0, 0.3, 0.6] }).observe(this.section.querySelector(".seat"));
      const curves = document.querySelector(".charts");
      if (!curves) return;
      new IntersectionObserver(([seen]) => {
        this.curvesSeen = seen.isIntersecting;
        this.dock();
      }).observe(curves);
    }
  }

  /* A drawn curve: where the film is, and the way from a click to the film. */
  class Chart {
    constructor(svg, view, plot) {
      this.svg = svg;
      this.view = view;
      this.plot = plot;
      this.marks = {};
      for (const side of SIDES) {
        const mean = svg.querySelector(`path.mean.${side}`);
        if (mean) this.marks[side] = this.mark(side, pointsOf(mean));
      }
    }

    mark(side, mean) {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("class", `now ${side}`);
      const dot = document.createElementNS(SVG, "circle");
      dot.setAttribute("class", `now-dot ${side}`);
      dot.setAttribute("r", 4.5);
      this.svg.append(line, dot);
      return { line, dot, mean };
    }

    x(percent) { return this.plot[0] + (percent / 100) * (this.plot[1] - this.plot[0]); }

    heightAt(mean, x) {
      const after = mean.findIndex((p) => p[0] >= x - 1e-6);
      if (after < 0) return null;
      const b = mean[after], a = mean[Math.max(after - 1, 0)];
      return b[0] === a[0] ? b[1] : a[1] + ((x - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
    }

    follow(player) {
      for (const [side, { line, dot, mean }] of Object.entries(this.marks)) {
        const cycle = player.cycleAt(side, player.time);
        const shown = Boolean(cycle) && cycle.view === this.view;
        line.style.display = dot.style.display = shown ? "" : "none";
        if (!shown) continue;
        const percent = player.percentOf(cycle, player.time), x = this.x(percent);
        const y = this.heightAt(mean, x);
        this.svg.dataset[side] = percent.toFixed(2);
        line.setAttribute("d", `M${x.toFixed(1)} 10V214`);
        dot.setAttribute("cx", x.toFixed(1));
        if (y === null) dot.style.display = "none"; else dot.setAttribute("cy", y.toFixed(1));
      }
    }

    place(event) {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      const percent = clamp((100 * (at.x - this.plot[0])) / (this.plot[1] - this.plot[0]), 0, 100);
      return { percent, y: at.y };
    }

    /* The side whose mean is nearest to the pointer. */
    sideAt({ percent, y }) {
      const away = (side) => Math.abs((this.heightAt(this.marks[side].mean, this.x(percent)) ?? 1e6) - y);
      return Object.keys(this.marks).reduce((best, side) => !best || away(side) < away(best) ? side : best, "");
    }

    listen(player) {
      this.svg.classList.add("live");
      onDrag(this.svg, (event) => {
        const side = this.sideAt(this.place(event));
        const cycle = player.cycleNear(side, player.time, this.view);
        if (!cycle) return null;
        player.video.pause();
        player.closed = false;
        return (move) => cycle.start + (this.place(move).percent / 100) * (cycle.end - cycle.start);
      }, (time) => { player.goTime(time); player.dock(); });
    }
  }

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

  /* Curves that this clip can show and that no player before it took. */
  const chartsOf = (player) => {
    const views = new Set(player.data.cycles.map((c) => c.view));
    return [...document.querySelectorAll("figure[data-view]")].flatMap((figure) => {
      const svg = figure.querySelector("svg.chart");
      if (!svg || svg.classList.contains("live") || !views.has(figure.dataset.view)) return [];
      const chart = new Chart(svg, figure.dataset.view, player.data.plot);
      chart.listen(player);
      return [chart];
    });
  };

  for (const section of document.querySelectorAll("section.player")) new Player(section);
})();
