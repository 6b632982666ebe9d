import { LitElement, css, html, nothing } from 'lit';
import { exact, colour } from './scores.js';
import { sentence } from './sentence.js';
import { shared } from './shared-styles.js';
import './trajectory-lane.js';

const ENDINGS = {
  closed: 'ended its thinking itself',
  budget: 'ran out of room',
  end_of_text: 'stopped in the middle',
  stopped: 'was given up',
};

/** One round: k trajectories side by side, the chosen one's steps in words, and the tools that the winner called. */
class TrajectoryBoard extends LitElement {
  static properties = {
    round: { attribute: false },
    several: { attribute: false },
    last: { attribute: false },
    over: { attribute: false },
    version: { attribute: false },
    chosen: { state: true },
    unfolded: { state: true },
  };

  static styles = [
    shared,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 1.25rem;
        align-items: baseline;
        justify-content: space-between;
        margin-bottom: 0.75rem;
      }
      h2 .soft {
        margin-left: 0.4rem;
        font-family: var(--text);
        letter-spacing: 0;
      }
      .legend {
        display: flex;
        gap: 0.5rem;
        align-items: center;
      }
      .scale {
        display: flex;
        border-radius: 4px;
        overflow: hidden;
      }
      .scale i {
        forced-color-adjust: none;
        width: 0.9rem;
        height: 0.6rem;
      }
      .lanes {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.15rem;
        padding: 0.6rem;
        border: 1px solid var(--line);
        border-radius: 14px;
        background: var(--card);
      }
      .many {
        --lane-height: 0.8rem;
        --lane-padding: 0.35rem 0.5rem;
        column-gap: 1rem;
        row-gap: 0.05rem;
      }
      .few {
        --lane-height: 2rem;
        gap: 0.5rem;
      }
      @media (min-width: 52rem) {
        .many {
          grid-template-columns: none;
          grid-template-rows: repeat(var(--rows), auto);
          grid-auto-columns: minmax(0, 1fr);
          grid-auto-flow: column;
        }
      }
      trajectory-lane[hidden] {
        display: none;
      }
      .side {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
      }
      .reason {
        margin: 0.5rem 0 0;
        overflow-wrap: anywhere;
      }
      .words {
        margin-top: 0.9rem;
        padding: 0.9rem 1.1rem;
        border-left: 3px solid var(--line);
      }
      .words.winner {
        border-left-color: var(--accent);
      }
      .words p {
        margin: 0 0 0.5rem;
      }
      ol.steps {
        display: grid;
        gap: 0.45rem;
        margin: 0;
        padding: 0;
        list-style: none;
        max-height: 22rem;
        overflow: auto;
      }
      ol.steps li {
        display: grid;
        grid-template-columns: 3.4rem minmax(0, 1fr);
        gap: 0.75rem;
        align-items: start;
      }
      .chip {
        padding: 0.1rem 0;
        border-radius: 5px;
        font: 600 0.75rem/1.5 var(--mono);
        text-align: center;
      }
      .step-text {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .calls {
        display: grid;
        gap: 0.5rem;
        margin: 0.75rem 0 0;
        padding: 0;
        list-style: none;
      }
      .calls li {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem 0.75rem;
        align-items: baseline;
        padding: 0.7rem 1rem;
        border-left: 3px solid var(--accent);
        border-radius: 4px 10px 10px 4px;
        background: var(--track);
        animation: arrive 0.5s ease-out;
      }
      @keyframes arrive {
        from {
          opacity: 0;
          transform: translateY(-0.4rem);
        }
      }
      code {
        font: 0.85rem/1.5 var(--mono);
        overflow-wrap: anywhere;
      }
      .result {
        padding: 0.05rem 0.5rem;
        border: 1.5px solid var(--accent);
        border-radius: 0.3rem;
        background: var(--card);
        font-weight: 600;
      }
      .failed {
        border-style: dashed;
        color: var(--accent);
      }
      .running {
        animation: wait 0.7s ease-in-out infinite alternate;
      }
      @keyframes wait {
        to {
          opacity: 0.35;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.chosen = null;
    this.unfolded = false;
  }

  render() {
    const { round } = this;
    const k = round.lanes.length;
    const best = Math.round(round.best * 20) / 20; // a small change is not worth drawing all lanes
    const { reach } = round;
    const folded = !this.last && !this.unfolded;
    return html`
      <div class="head">
        <h2>
          ${this.several ? `Round ${round.number}: ` : ''}${k} trajectories
          <span class="soft">prompt ${round.promptTokens} tokens, seed ${round.seed}</span>
        </h2>
        <span class="side">${folded ? nothing : this.legend()} ${this.last ? nothing : this.fold(k)}</span>
      </div>
      <div class="lanes ${k > 8 && !folded ? 'many' : k <= 2 ? 'few' : ''}" role="list" @choose=${this.choose}>
        ${round.lanes.map(
          (lane) => html`<trajectory-lane
            role="listitem"
            ?hidden=${folded && lane.index !== round.winner}
            .lane=${lane}
            .place=${this.place(lane)}
            .reach=${reach}
            .best=${best}
            .texts=${folded ? 'joined' : this.texts}
            .chosen=${this.current === lane.index}
            .version=${lane.changes}
          ></trajectory-lane>`,
        )}
      </div>
      ${round.effort && !folded ? html`<p class="reason soft">Effort: ${round.effort}.</p>` : nothing}
      ${round.calls.length ? this.calls() : nothing}
      ${(folded && this.chosen !== round.winner) || this.current === null ? nothing : this.words(round.lanes[this.current])}
    `;
  }

  updated() {
    this.renderRoot.querySelector('.lanes').style.setProperty('--rows', String(Math.ceil(this.round.lanes.length / 2)));
  }

  place(lane) {
    const { winner } = this.round;
    if (lane.ending === 'stopped') {
      return 'loser';
    }
    return winner === null ? (this.over ? 'stopped' : 'running') : winner === lane.index ? 'winner' : 'loser';
  }

  /** How much of its text a lane shows by itself. */
  get texts() {
    const k = this.round.lanes.length;
    return k <= 2 ? 'all' : k <= 8 ? 'last' : 'none';
  }

  /** Whose steps are shown in full: the reader's choice, else the winner's where its lane does not show them. */
  get current() {
    return this.chosen ?? (this.texts === 'all' ? null : this.round.winner);
  }

  choose(event) {
    this.chosen = this.chosen === event.detail ? null : event.detail;
  }

  /** A round that is over is folded to its winner when the next one begins. */
  fold(k) {
    const all = k === 2 ? 'both' : `all ${k}`;
    return html`<button type="button" class="quiet" @click=${() => (this.unfolded = !this.unfolded)}>
      ${this.unfolded ? 'Show the winner alone' : `Show ${all} trajectories`}
    </button>`;
  }

  legend() {
    return html`<span class="legend soft">
      step score 0
      <span class="scale" aria-hidden="true">
        ${Array.from({ length: 10 }, (_, i) => html`<i class=${`s${i}`}></i>`)}
      </span>
      1
    </span>`;
  }

  words(lane) {
    const wins = lane.index === this.round.winner;
    const facts = [
      lane.score === null ? null : `score ${exact(lane.score)}`,
      lane.tokens === null ? null : `${lane.tokens} tokens`,
      lane.ending === null ? null : ENDINGS[lane.ending],
      lane.finalAnswer === null ? null : `answers ${lane.finalAnswer}`,
    ].filter((fact) => fact !== null);
    return html`<div class="words ${wins ? 'winner' : ''}">
      <p>
        <strong>${wins ? 'The winner, trajectory' : 'Trajectory'} ${lane.index + 1}</strong>
        <span class="soft">${facts.join(', ')}</span>
      </p>
      <ol class="steps" tabindex="0" aria-label=${`Steps of trajectory ${lane.index + 1}`}>
        ${lane.steps.map(
          (step) => html`<li>
            <span class="chip ${colour(step.score)}">${exact(step.score)}</span>
            <span class="step-text">${step.text}</span>
          </li>`,
        )}
        ${lane.open.trim()
          ? html`<li><span class="chip soft">…</span><span class="step-text soft">${lane.open.trim()}</span></li>`
          : nothing}
      </ol>
    </div>`;
  }

  calls() {
    return html`<ul class="calls" aria-label="Tools the winner called">
      ${this.round.calls.map(
        (call) => html`<li class="call">
          <span>Trajectory ${this.round.winner + 1} calls <strong>${call.name}</strong></span>
          <code>${argumentsOf(call.arguments)}</code>
          ${call.result === null
            ? html`<span class="soft running">running …</span>`
            : html`<span aria-hidden="true">→</span>
                <span class="hidden">${call.failed ? 'failed:' : 'returned:'}</span>
                <code class="result ${call.failed ? 'failed' : ''}">${call.result}</code>`}
        </li>`,
      )}
    </ul>
    <p class="reason soft">${sentence(this.round.reason)}</p>`;
  }
}

/** The arguments alone, where they can be read; a single one goes without its name. */
function argumentsOf(json) {
  try {
    const entries = Object.entries(JSON.parse(json));
    if (entries.length === 1 && typeof entries[0][1] === 'string') {
      return entries[0][1];
    }
    return entries
      .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(', ');
  } catch {
    return json;
  }
}

customElements.define('trajectory-board', TrajectoryBoard);
