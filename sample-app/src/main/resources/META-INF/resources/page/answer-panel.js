import { LitElement, css, html, nothing } from 'lit';
import { maths, spoken } from './maths.js';
import { sentence } from './sentence.js';
import { shared } from './shared-styles.js';

/** What came of a run: the answer, and why it won. */
class AnswerPanel extends LitElement {
  static properties = {
    run: { attribute: false },
    slower: { attribute: false },
    version: { attribute: false },
  };

  static styles = [
    shared,
    css`
      .question {
        max-height: 6em;
        margin: 0 0 0.4rem;
        overflow: auto;
        color: var(--soft);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .answer {
        min-height: 1.35em;
        margin: 0;
        padding-block: 0.1em;
        overflow-x: auto; /* a formula does not break */
        font: 400 clamp(1.35rem, 3.5vw, 1.8rem)/1.35 var(--display);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .answer math {
        font-size: 1.02em;
      }
      .boxed {
        padding: 0.1em 0.35em;
        border: 1.5px solid var(--accent);
        border-radius: 0.3em;
      }
      .waiting {
        color: var(--soft);
        font-style: italic;
      }
      .reason {
        margin: 0.6rem 0 0;
        color: var(--soft);
      }
      .failed {
        margin: 0;
        padding: 0.9rem 1.1rem;
        border: 1px solid var(--line);
        border-left: 3px solid var(--accent);
        border-radius: 8px;
        background: var(--card);
        overflow-wrap: anywhere;
      }
    `,
  ];

  render() {
    const { run } = this;
    const round = run.round;
    return html`
      <p class="question">${run.question}</p>
      <h2 class="hidden">Answer</h2>
      ${run.status === 'failed' ? html`<p class="failed" role="alert">${run.message}</p>` : nothing}
      ${run.status === 'cancelled' ? html`<p class="failed" role="status">Cancelled. Nothing of it runs on.</p>` : nothing}
      ${run.status === 'running' || run.status === 'done' ? this.answer(round) : nothing}
      ${round?.reason && round.calls.length === 0 && run.status !== 'failed' ? html`<p class="reason">${sentence(round.reason)}</p>` : nothing}
      <div class="hidden" aria-live="polite">${this.announcement()}</div>
    `;
  }

  /** What has to be scrolled can be reached from the keyboard. Measured when a text is new, not with every frame of the race. */
  updated() {
    const text = this.run.question + (this.run.round?.answer ?? '');
    if (text === this.measured) {
      return;
    }
    this.measured = text;
    for (const box of this.renderRoot.querySelectorAll('.question, .answer')) {
      const scrolls = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
      if (scrolls) {
        box.tabIndex = 0;
      } else {
        box.removeAttribute('tabindex');
      }
    }
  }

  answer(round) {
    return round?.answer
      ? html`<p class="answer">${maths(round.answer)}</p>`
      : html`<p class="answer waiting">${this.run.lost ? 'The connection is lost; trying again …' : waiting(round)}</p>
          ${this.slower > 1 ? html`<p class="reason">${this.pace()}</p>` : nothing}`;
  }

  pace() {
    const called = this.run.rounds.some((round) => round.calls.length > 0);
    return `Shown ${this.slower} times slower than it happens${called ? ', with a rest at each call' : ''}.`;
  }

  /** Read aloud once, when there is something to say, and not token by token. */
  announcement() {
    const { run } = this;
    if (run.status === 'done') {
      return `The answer: ${spoken(run.round.answer)} ${sentence(run.round.reason)}`;
    }
    const { winner, calls } = run.round ?? {};
    if (winner == null) {
      return '';
    }
    return `Trajectory ${winner + 1} wins${calls.length ? ` and calls ${names(calls)}` : ''}.`;
  }
}

function waiting(round) {
  if (!round) {
    return 'Reading the question …';
  }
  if (round.winner === null) {
    return `${round.lanes.length} trajectories think${round.number > 1 ? ' about the result' : ''} …`;
  }
  return round.calls.length ? `The winner calls ${names(round.calls)} …` : '…';
}

function names(calls) {
  return calls.map((call) => call.name).join(', ');
}

customElements.define('answer-panel', AnswerPanel);
