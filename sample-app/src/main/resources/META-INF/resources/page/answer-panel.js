import { LitElement, css, html, nothing } from 'lit';
import { maths } from './maths.js';
import { shared } from './shared-styles.js';

const NUMBER = new Intl.NumberFormat('en');

/** What came of a run: the answer, why it won, what it cost, and how to see it again. */
class AnswerPanel extends LitElement {
  static properties = {
    run: { attribute: false },
    link: { attribute: false },
    version: { attribute: false },
    copied: { state: true },
  };

  static styles = [
    shared,
    css`
      .answer {
        min-height: 2.2em;
        margin: 0;
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
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr));
        gap: 1rem 2.5rem;
        margin: 1.5rem 0 0;
        padding-top: 1.1rem;
        border-top: 1px solid var(--line);
      }
      dt {
        color: var(--soft);
        font-size: 0.85rem;
      }
      dd {
        margin: 0.15rem 0 0;
        font-variant-numeric: tabular-nums;
      }
      .bar {
        display: flex;
        height: 0.5rem;
        margin-top: 0.5rem;
        overflow: hidden;
        border-radius: 99px;
        background: var(--line);
      }
      .bar i {
        min-width: 3px;
        background: var(--accent);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        margin-top: 1.25rem;
      }
    `,
  ];

  render() {
    const { run } = this;
    const round = run.round;
    return html`
      <h2 class="hidden">Answer</h2>
      ${run.status === 'failed' ? html`<p class="failed" role="alert">${run.message}</p>` : nothing}
      ${run.status === 'cancelled' ? html`<p class="failed" role="status">Cancelled. Nothing of it runs on.</p>` : nothing}
      ${run.status === 'running' || run.status === 'done' ? this.answer(round) : nothing}
      ${round?.reason && run.status !== 'failed' ? html`<p class="reason">${sentence(round.reason)}</p>` : nothing}
      ${run.bill ? this.bill(run.bill) : nothing}
      ${run.over ? this.ways() : nothing}
      <div class="hidden" aria-live="polite">${this.announcement()}</div>
    `;
  }

  answer(round) {
    return round?.answer
      ? html`<p class="answer">${maths(round.answer)}</p>`
      : html`<p class="answer waiting">${waiting(round)}</p>`;
  }

  /** Read aloud once, when there is something to say, and not token by token. */
  announcement() {
    const { run } = this;
    if (run.status === 'done') {
      return `The answer: ${run.round.answer} ${run.round.reason}`;
    }
    return run.round?.winner == null ? '' : `Trajectory ${run.round.winner + 1} wins.`;
  }

  bill(bill) {
    const winner = bill.thinkingTokens + bill.answerTokens;
    const seconds = bill.millis / 1000;
    return html`<dl>
      <div>
        <dt>Tokens</dt>
        <dd>
          ${NUMBER.format(winner)} of the winner (${bill.thinkingTokens} thinking, ${bill.answerTokens} answer), of
          ${NUMBER.format(bill.allTokens)} of all
        </dd>
        <dd class="bar" aria-hidden="true"><i data-share=${winner / Math.max(bill.allTokens, 1)}></i></dd>
      </div>
      <div>
        <dt>Time</dt>
        <dd>
          ${seconds.toFixed(2)} s, first token after ${(bill.firstTokenMillis / 1000).toFixed(2)} s,
          ${NUMBER.format(Math.round(bill.allTokens / Math.max(seconds, 0.001)))} tokens/s
        </dd>
        ${bill.rounds > 1 ? html`<dd class="soft">${bill.rounds} rounds, with tools between them</dd>` : nothing}
      </div>
    </dl>`;
  }

  ways() {
    const file = `/api/runs/${this.run.id}`;
    return html`<div class="ways">
      <button type="button" class="quiet" @click=${() => this.tell('replay')}>Watch again</button>
      <button type="button" class="quiet" @click=${this.copy}>${this.copied ? 'Copied' : 'Copy link'}</button>
      <a class="quiet" href=${file} download=${`metastone-run-${this.run.id}.json`}>Export JSON</a>
    </div>`;
  }

  updated() {
    const bar = this.renderRoot.querySelector('[data-share]');
    if (bar) {
      bar.style.width = `${100 * Number(bar.dataset.share)}%`;
    }
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.link);
      this.copied = true;
      setTimeout(() => (this.copied = false), 2000);
    } catch {
      location.href = this.link; // no clipboard: the address bar has it
    }
  }

  tell(name) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

function waiting(round) {
  if (!round) {
    return 'Reading the question …';
  }
  if (round.winner === null) {
    return `${round.lanes.length} trajectories think …`;
  }
  return round.calls.length ? 'The winner calls a tool …' : '…';
}

function sentence(text) {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}

customElements.define('answer-panel', AnswerPanel);
