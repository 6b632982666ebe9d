/** Milliseconds for which a call, and then its result, stand still where a run is shown slower: tools take no time to be seen. */
const RESTS = { toolCall: 700, toolResult: 1200 };

const LAST = ['done', 'failed', 'cancelled'];

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
    this.whole = false; // whether the last event is there, though it may not have been shown yet
    this.again = null;
    this.heard = 0; // the last event that has come, shown or not
  }

  /** Listens to a run under way. The browser connects again by itself and says which event it heard last. */
  listen(url) {
    this.source = new EventSource(url);
    this.source.onmessage = (message) => {
      this.run.lost = false;
      this.add(JSON.parse(message.data));
    };
    this.source.onerror = () => {
      this.run.lost = !this.whole;
      this.show();
      if (this.source.readyState === EventSource.CLOSED && !this.whole) {
        this.askAgain(url);
      }
    };
    return this;
  }

  /** Where the browser has given up: the run may be gone, or something between here and there is not well. */
  async askAgain(url) {
    const { source } = this;
    const status = await fetch(url.replace(/\/events$/, '')).then((response) => response.status, () => 0);
    if (this.source !== source) {
      return; // somebody has gone on meanwhile
    }
    if (status === 404) {
      this.add({
        id: this.heard + 1,
        at: 0,
        event: { type: 'failed', message: 'The application no longer has this run; was it started anew? Ask again.' },
      });
    } else {
      this.again = setTimeout(() => this.listen(url), 2000);
    }
  }

  /** Plays what was recorded. */
  play(entries) {
    entries.forEach((entry) => this.add(entry));
    return this;
  }

  /** Goes on at another pace from where it is. */
  pace(slower) {
    if (this.slower !== 0) {
      this.slower = slower;
      this.origin = null;
    }
  }

  /** Shows all there is at once. */
  skip() {
    this.slower = 0;
    this.schedule();
  }

  close() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.again);
    this.waiting = [];
    this.cancelTimer();
  }

  /** A connection made anew tells everything again. */
  add(entry) {
    if (entry.id <= this.heard) {
      return;
    }
    this.heard = entry.id;
    this.waiting.push(entry);
    if (LAST.includes(entry.event.type)) {
      this.whole = true;
      this.source?.close();
      this.show();
    }
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
      const { event } = this.waiting[shown++];
      this.run.apply(event);
      this.origin += this.slower > 1 ? (RESTS[event.type] ?? 0) : 0;
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
