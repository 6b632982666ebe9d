/** Milliseconds for which a call, and then its result, stand still where a run is shown slower: tools take no time to be seen. */
const RESTS = { toolCall: 700, toolResult: 1200 };

/** Brings a run's events to the page: live, slowed down, or again from what was recorded. One call of `show` a frame. */
export class Feed {
  /**
   * @param run what the events are applied to
   * @param show called after a frame's events
   * @param slower how many times slower than it happened; 1 is as it comes
   */
  constructor(run, show, slower) {
    this.run = run;
    this.show = show;
    this.slower = slower;
    this.waiting = [];
    this.timer = null;
    this.origin = null;
    this.source = null;
  }

  /** Listens to a run under way. The browser connects again by itself and says which event it heard last. */
  listen(url) {
    this.source = new EventSource(url);
    this.source.onmessage = (message) => {
      const entry = JSON.parse(message.data);
      if (['done', 'failed', 'cancelled'].includes(entry.event.type)) {
        this.source.close();
      }
      this.add(entry);
    };
    this.source.onerror = () => {
      if (this.source.readyState === EventSource.CLOSED && !this.run.over) {
        this.add({
          id: this.run.lastId + this.waiting.length + 1,
          at: 0,
          event: { type: 'failed', message: 'The application no longer has this run; was it started anew? Ask again.' },
        });
      }
    };
    return this;
  }

  /** Plays what was recorded. */
  play(entries) {
    entries.forEach((entry) => this.add(entry));
    return this;
  }

  /** Shows all there is at once. */
  skip() {
    this.slower = 0;
    this.schedule();
  }

  close() {
    this.source?.close();
    this.waiting = [];
    this.cancelTimer();
  }

  add(entry) {
    this.waiting.push(entry);
    this.schedule();
  }

  schedule() {
    if (this.timer === null && this.waiting.length > 0) {
      // No frames are drawn in a hidden tab.
      this.timer = document.hidden
        ? { id: setTimeout(() => this.advance(performance.now()), 200), clear: clearTimeout }
        : { id: requestAnimationFrame((now) => this.advance(now)), clear: cancelAnimationFrame };
    }
  }

  cancelTimer() {
    this.timer?.clear.call(window, this.timer.id);
    this.timer = null;
  }

  advance(now) {
    this.timer = null;
    const first = this.waiting[0];
    this.origin ??= now - first.at * this.slower;
    let shown = 0;
    while (shown < this.waiting.length && this.due(this.waiting[shown], now)) {
      const entry = this.waiting[shown++];
      this.run.apply(entry);
      this.origin += this.slower > 1 ? (RESTS[entry.event.type] ?? 0) : 0;
    }
    this.waiting.splice(0, shown);
    if (shown > 0) {
      this.show();
    }
    this.schedule();
  }

  due(entry, now) {
    return this.slower === 0 || (this.slower === 1 && this.source !== null) || this.origin + entry.at * this.slower <= now;
  }
}
