import { LitElement, css, html, nothing } from 'lit';
import { shared } from './shared-styles.js';
import { keep, kept } from './storage.js';

const KEY = 'metastone.history';
const KEPT = 50;

/** The questions that were asked in this browser. The runs themselves are with the application, as long as it keeps them. */
class RunHistory extends LitElement {
  static properties = { items: { state: true } };

  static styles = [
    shared,
    css`
      .head {
        display: flex;
        justify-content: space-between;
        align-items: baseline;
        margin-bottom: 0.5rem;
      }
      .head span {
        display: flex;
        gap: 0.5rem;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: 0.25rem 1rem;
        align-items: center;
        padding: 0.6rem 0;
        border-top: 1px solid var(--line);
      }
      li > a {
        overflow: hidden;
        color: inherit;
        text-decoration: none;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      li > a:hover {
        text-decoration: underline;
        text-decoration-color: var(--accent);
        text-underline-offset: 3px;
      }
      @media (max-width: 34rem) {
        li {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        li > a {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.items = read();
    window.addEventListener('storage', () => (this.items = read())); // another tab has asked, or forgotten
  }

  /** Puts a run on top; a run that is there already stays where it is. */
  add(run) {
    if (!this.items.some((item) => item.id === run.id)) {
      const { id, begun, question, effort, seed } = run;
      this.items = [{ id, begun, question, effort, seed, tools: run.tools.length > 0 }, ...this.items].slice(0, KEPT);
      keep(KEY, JSON.stringify(this.items));
    }
  }

  clear() {
    this.items = [];
    keep(KEY, '[]');
    this.tell('forgotten');
  }

  /** All questions with their settings, as a file. */
  export() {
    const file = new Blob([JSON.stringify(this.items, null, 2)], { type: 'application/json' });
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: 'metastone-questions.json' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // once the browser has read it
  }

  render() {
    if (this.items.length === 0) {
      return nothing;
    }
    return html`
      <div class="head">
        <h2>Asked before</h2>
        <span>
          <button type="button" class="quiet" @click=${this.export}>Export questions</button>
          <button type="button" class="quiet" @click=${this.clear}>Forget</button>
        </span>
      </div>
      <ul>
        ${this.items.map(
          (item) => html`<li>
            <a href=${`#/runs/${item.id}`}>${item.question}</a>
            <span class="soft">${item.effort}, seed ${item.seed}${item.tools === false ? ', without tools' : ''}</span>
            <button
              type="button"
              class="quiet"
              aria-label=${`Ask again: ${item.question}`}
              @click=${() => this.tell('again', item)}
            >
              Ask again
            </button>
          </li>`,
        )}
      </ul>
    `;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function read() {
  try {
    return JSON.parse(kept(KEY)) ?? [];
  } catch {
    return [];
  }
}

customElements.define('run-history', RunHistory);
