import { LitElement, css, html, nothing } from 'lit';
import { colour, exact, short } from './scores.js';
import { shared } from './shared-styles.js';

/**
 * One trajectory, as a lane of a race seen from above: its steps are cells, as long as their text and coloured by their
 * score, and the step it is writing is a cell without a colour yet.
 */
class TrajectoryLane extends LitElement {
  static properties = {
    lane: { attribute: false },
    place: { attribute: false },
    reach: { attribute: false },
    best: { attribute: false },
    texts: { attribute: false },
    chosen: { attribute: false },
    version: { attribute: false },
  };

  static styles = [
    shared,
    css`
      :host {
        border-radius: 10px;
        transition: transform 0.5s, box-shadow 0.5s;
      }
      :host([data-place='winner']) {
        background: var(--card);
        box-shadow: var(--lift), 0 0 0 1.5px var(--accent);
        transform: translateY(-1px) scale(1.004);
        z-index: 1;
        position: relative;
      }
      /* Only the track fades: what is written has to stay readable. */
      :host([data-place='loser']) .track {
        opacity: 0.35;
      }
      :host([data-place='loser']:hover) .track,
      :host([data-place='loser']:focus-within) .track,
      :host([data-place='loser'][data-chosen]) .track {
        opacity: 1;
      }
      button {
        display: grid;
        grid-template-columns: 1.3rem minmax(0, 1fr) 2.5rem 5.6rem;
        gap: 0.7rem;
        align-items: center;
        width: 100%;
        padding: var(--lane-padding, 0.35rem 0.6rem);
        border: 0;
        border-radius: 10px;
        background: none;
        color: inherit;
        font: 0.85rem/1.2 var(--text);
        text-align: left;
        cursor: pointer;
      }
      button:hover {
        background: color-mix(in srgb, var(--track) 60%, transparent);
      }
      :host([data-chosen]) .index {
        color: var(--accent);
        font-weight: 650;
      }
      .index,
      .score {
        color: var(--soft);
        font: 0.78rem var(--mono);
        font-variant-numeric: tabular-nums;
      }
      .index {
        text-align: right;
      }
      .track {
        display: flex;
        height: var(--lane-height, 1.6rem);
        border-radius: 5px;
        background: var(--track);
        overflow: hidden;
        contain: layout paint;
        transition: opacity 0.5s;
      }
      .track > i {
        flex: 0 0 0;
        min-width: 0; /* so that none is pushed out, however many there are */
        overflow: hidden;
        border-radius: 3px;
        box-shadow: inset 0 0 0 1px color-mix(in srgb, currentColor 45%, transparent);
        forced-color-adjust: none;
        font: 600 0.68rem/var(--lane-height, 1.6rem) var(--mono);
        font-style: normal;
        text-align: center;
      }
      .track:not(.lively) > i {
        font-size: 0;
      }
      .track.lively > i {
        animation: arrive 0.4s ease-out;
      }
      .track > .open {
        animation: none !important;
        box-shadow: none;
        background: repeating-linear-gradient(115deg, color-mix(in srgb, var(--soft) 75%, var(--track)) 0 2px, transparent 2px 7px);
      }
      .track > .rest {
        animation: none !important;
        box-shadow: none;
      }
      @keyframes arrive {
        from {
          opacity: 0.15;
        }
      }
      .answer {
        display: flex;
        gap: 0.5em;
        justify-content: space-between;
        overflow: hidden;
        color: var(--ink);
        font: 0.8rem var(--mono);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .answer span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .answer .wins {
        flex: none;
        color: var(--accent);
        font: 600 0.75rem var(--text);
      }
      .texts {
        margin: 0;
        padding: 0 0.6rem 0.4rem 2.6rem;
        color: var(--soft);
        font-size: 0.9rem;
      }
      .caption {
        min-height: 1.35em;
        overflow: hidden;
        line-height: 1.35;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .texts span {
        display: block;
      }
      @media (max-width: 34rem) {
        button {
          grid-template-columns: 1.2rem minmax(0, 1fr) 2.4rem 4.9rem;
          gap: 0.4rem;
          padding-inline: 0.3rem;
        }
        .texts {
          padding-left: 1.9rem;
        }
      }
      .joined {
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.cells = [];
  }

  render() {
    const { lane, place } = this;
    return html`
      <button
        type="button"
        aria-label=${this.summary()}
        aria-pressed=${this.chosen ? 'true' : 'false'}
        @click=${() => this.dispatchEvent(new CustomEvent('choose', { detail: lane.index, bubbles: true }))}
      >
        <span class="index" aria-hidden="true">${lane.index + 1}</span>
        <span class="track ${this.texts === 'none' ? '' : 'lively'}" aria-hidden="true"><i class="open"></i><i class="rest"></i></span>
        <span class="score" aria-hidden="true">${lane.score === null ? '' : exact(lane.score)}</span>
        <span class="answer" aria-hidden="true" title=${lane.finalAnswer ?? ''}><span>${this.outcome()}</span>${place === 'winner' ? html`<span class="wins">wins</span>` : nothing}</span>
      </button>
      ${this.words()}
    `;
  }

  words() {
    switch (this.texts) {
      case 'all':
        return this.allTexts();
      case 'last':
        return this.lastText();
      case 'joined':
        return html`<p class="texts joined">${this.lane.steps.map((step) => step.text).join(' ')}</p>`;
      default:
        return nothing;
    }
  }

  allTexts() {
    const { lane } = this;
    return html`<p class="texts">
      ${lane.steps.map((step) => html`<span>${step.text}</span>`)}
      ${lane.ending === null ? html`<span class="now">${lane.open.trim()}&nbsp;</span>` : nothing}
    </p>`;
  }

  lastText() {
    const { open, steps } = this.lane;
    return html`<p class="texts caption">${open.trim() || (steps.length ? steps[steps.length - 1].text : ' ')}</p>`;
  }

  /** What became of it, in a word. */
  outcome() {
    const { finalAnswer, ending } = this.lane;
    return ending === 'stopped' ? 'given up' : finalAnswer === null ? '' : `= ${finalAnswer}`;
  }

  summary() {
    const { lane, place } = this;
    const parts = [`Trajectory ${lane.index + 1}`, `${lane.steps.length} steps`];
    if (lane.score !== null) {
      parts.push(`score ${exact(lane.score)}`);
    }
    if (lane.finalAnswer !== null) {
      parts.push(`answers ${lane.finalAnswer}`);
    }
    if (lane.ending === 'stopped') {
      parts.push('given up');
    }
    if (place === 'winner') {
      parts.push('the winner');
    }
    return parts.join(', ');
  }

  /** Cells are added, never made anew: there may be thousands on the board. */
  updated() {
    const { lane } = this;
    const track = this.renderRoot.querySelector('.track');
    const [open, rest] = track.querySelectorAll('.open, .rest');
    for (let i = this.cells.length; i < lane.steps.length; i++) {
      const step = lane.steps[i];
      const cell = document.createElement('i');
      cell.className = colour(step.score);
      cell.title = `${exact(step.score)}  ${step.text}`;
      cell.textContent = short(step.score);
      cell.style.flexGrow = String(Math.max(step.text.length, 1));
      track.insertBefore(cell, open);
      this.cells.push(cell);
    }
    open.style.flexGrow = String(lane.open.length);
    rest.style.flexGrow = String(Math.max(this.reach - lane.length, 0));
    this.dataset.place = this.place;
    this.toggleAttribute('data-chosen', this.chosen);
    const racing = this.place === 'running' && lane.score !== null && this.best > 0;
    track.style.opacity = racing ? (0.5 + 0.5 * Math.min(1, lane.score / this.best)).toFixed(1) : '';
  }
}

customElements.define('trajectory-lane', TrajectoryLane);
