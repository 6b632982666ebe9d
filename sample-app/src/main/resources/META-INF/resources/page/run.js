/** A run as the page shows it: what its events add up to. */
export class Run {
  constructor(recorded) {
    this.id = recorded.id;
    this.question = recorded.question;
    this.effort = recorded.effort;
    this.seed = recorded.seed;
    this.conversation = recorded.conversation;
    this.rounds = [];
    this.status = 'running';
    this.message = '';
    this.bill = null;
    this.lost = false; // whether the application cannot be heard
  }

  get round() {
    return this.rounds[this.rounds.length - 1];
  }

  get over() {
    return this.status !== 'running';
  }

  /** What one event changes. */
  apply(event) {
    const round = this.round;
    switch (event.type) {
      case 'begun':
        this.rounds.push(new Round(event));
        break;
      case 'tokens':
        for (const [index, text] of Object.entries(event.texts)) {
          round.lane(Number(index)).write(text);
        }
        break;
      case 'step':
        round.lane(event.trajectory).finish(event);
        break;
      case 'forked':
        round.lane(event.trajectory).copy(round.lane(event.from));
        break;
      case 'thought':
        round.lane(event.trajectory).set({ score: event.score, tokens: event.tokens, ending: event.ending });
        break;
      case 'stopped':
        round.lane(event.trajectory).set({ score: event.score, tokens: event.tokens, ending: 'stopped' });
        break;
      case 'selected':
        round.winner = event.trajectory;
        round.reason = event.reason;
        for (const [index, score] of Object.entries(event.scores)) {
          round.lane(Number(index)).set({ score });
        }
        break;
      case 'answer':
        round.answer += event.text;
        break;
      case 'ended':
        event.finalAnswers.forEach((finalAnswer, index) => round.lane(index).set({ finalAnswer }));
        round.effort = event.effort;
        round.bill = event.bill;
        break;
      case 'toolCall':
        round.calls.push({ id: event.id, name: event.name, arguments: event.arguments, result: null, failed: false });
        break;
      case 'toolResult':
        Object.assign(round.calls.find((call) => call.id === event.id) ?? {}, {
          result: event.result,
          failed: event.failed,
        });
        break;
      case 'done':
        this.status = 'done';
        this.bill = event.bill;
        break;
      case 'failed':
        this.status = 'failed';
        this.message = event.message;
        break;
      case 'cancelled':
        this.status = 'cancelled';
        break;
    }
  }
}

/** Trajectories that compete once. */
class Round {
  constructor({ round, trajectories, seed, promptTokens }) {
    this.number = round;
    this.seed = seed;
    this.promptTokens = promptTokens;
    this.lanes = Array.from({ length: trajectories }, (_, index) => new Lane(index));
    this.winner = null;
    this.reason = '';
    this.effort = null;
    this.answer = '';
    this.bill = null;
    this.calls = [];
  }

  /** A trajectory; with effort auto more of them begin while the round goes on. */
  lane(index) {
    while (this.lanes.length <= index) {
      this.lanes.push(new Lane(this.lanes.length));
    }
    return this.lanes[index];
  }

  /** The best score so far; 0 before the first step. */
  get best() {
    return Math.max(0, ...this.lanes.map((lane) => lane.score ?? 0));
  }

  /** Characters that a lane has room for; it grows in leaps, so that lanes are seldom drawn to another scale. */
  get reach() {
    const longest = Math.max(...this.lanes.map((lane) => lane.length));
    let reach = 100;
    while (reach < longest) {
      reach *= 1.25;
    }
    return reach;
  }
}

/** One trajectory. */
class Lane {
  constructor(index) {
    this.index = index;
    this.steps = [];
    this.open = '';
    this.written = 0;
    this.score = null;
    this.tokens = null;
    this.ending = null;
    this.finalAnswer = null;
    this.changes = 0;
  }

  get length() {
    return this.written + this.open.length;
  }

  set(values) {
    Object.assign(this, values);
    this.changes++;
  }

  write(text) {
    this.open += text;
    this.changes++;
  }

  /** A step with its score, and the trajectory's own so far. */
  finish({ score, text, trajectoryScore }) {
    this.steps.push({ score, text });
    this.written += text.length;
    this.set({ open: '', score: trajectoryScore });
  }

  /** Begins where another one is. */
  copy({ steps, open, written, score }) {
    this.set({ steps: [...steps], open, written, score });
  }
}
