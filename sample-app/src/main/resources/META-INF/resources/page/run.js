/** A run as the page shows it: what its events add up to. */
export class Run {
  constructor(recorded) {
    this.id = recorded.id;
    this.question = recorded.question;
    this.effort = recorded.effort;
    this.seed = recorded.seed;
    this.rounds = [];
    this.status = 'running';
    this.message = '';
    this.bill = null;
    this.lastId = 0;
  }

  get round() {
    return this.rounds[this.rounds.length - 1];
  }

  get over() {
    return this.status !== 'running';
  }

  /** What one event changes. Events that came before, after a reconnection, change nothing. */
  apply({ id, event }) {
    if (id <= this.lastId) {
      return;
    }
    this.lastId = id;
    const round = this.round;
    switch (event.type) {
      case 'begun':
        this.rounds.push(new Round(event));
        break;
      case 'tokens':
        for (const [index, text] of Object.entries(event.texts)) {
          round.lanes[index].open += text;
        }
        break;
      case 'step':
        round.lanes[event.trajectory].finish(event);
        break;
      case 'thought':
        Object.assign(round.lanes[event.trajectory], { score: event.score, tokens: event.tokens, ending: event.ending });
        break;
      case 'selected':
        round.winner = event.trajectory;
        round.reason = event.reason;
        event.scores.forEach((score, index) => (round.lanes[index].score = score));
        break;
      case 'answer':
        round.answer += event.text;
        break;
      case 'ended':
        event.finalAnswers.forEach((answer, index) => (round.lanes[index].finalAnswer = answer));
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
    this.answer = '';
    this.bill = null;
    this.calls = [];
  }

  /** The best score so far; 0 before the first step. */
  get best() {
    return Math.max(0, ...this.lanes.map((lane) => lane.score ?? 0));
  }

  /** The longest trajectory so far, in characters. */
  get length() {
    return Math.max(...this.lanes.map((lane) => lane.length));
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
    this.logs = 0;
  }

  get length() {
    return this.written + this.open.length;
  }

  /** A step with its score; until the trajectory has thought, its own score is the geometric mean of its steps'. */
  finish({ score, text }) {
    this.steps.push({ score, text });
    this.written += text.length;
    this.open = '';
    this.logs += Math.log(Math.max(score, 1e-9));
    this.score = Math.exp(this.logs / this.steps.length);
  }
}
