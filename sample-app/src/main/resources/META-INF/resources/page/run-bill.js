import { LitElement, css, html, nothing } from 'lit';
import { shared } from './shared-styles.js';

const NUMBER = new Intl.NumberFormat('en');

/** What a run cost, the winner's part against all, and how to see it again. */
class RunBill extends LitElement {
  static properties = {
    run: { attribute: false },
    link: { attribute: false },
    version: { attribute: false },
    copied: { state: true },
  };

  static styles = [
    shared,
    css`
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr));
        gap: 1rem 2.5rem;
        margin: 0;
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
        forced-color-adjust: none;
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
    return html`
      <h2 class="hidden">Bill</h2>
      ${this.run.bill ? this.bill(this.run.bill) : nothing} ${this.run.over ? this.ways() : nothing}
    `;
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
        ${bill.rounds > 1 ? html`<dd class="soft rounds">${this.rounds()}</dd>` : nothing}
      </div>
    </dl>`;
  }

  /** What each round is of the whole. */
  rounds() {
    const each = this.run.rounds.map((round) => NUMBER.format(round.bill.allTokens));
    return `${each.length} rounds, with tools between them: ${each.join(' + ')} tokens`;
  }

  ways() {
    const file = `/api/runs/${this.run.id}`;
    return html`<div class="ways">
      <button type="button" class="quiet" @click=${() => this.tell('replay')}>Watch again</button>
      <button type="button" class="quiet" @click=${this.copy}>${this.copied || 'Copy link'}</button>
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
      this.copied = 'Copied';
    } catch { // no clipboard, as over plain HTTP
      this.copied = 'The address bar has it';
    }
    setTimeout(() => (this.copied = ''), 2000);
  }

  tell(name) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

customElements.define('run-bill', RunBill);
