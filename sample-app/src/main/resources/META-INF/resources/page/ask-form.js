import { LitElement, css, html, nothing } from 'lit';
import { shared } from './shared-styles.js';
import { keep, kept } from './storage.js';

const EFFORTS = [
  { name: 'low', label: 'Low', k: 2 },
  { name: 'medium', label: 'Medium', k: 8 },
  { name: 'high', label: 'High', k: 32 },
  { name: 'auto', label: 'Auto', k: '4 to 32' },
];

/** What the embedded model is good at, without tools or with the one that is named. */
const EXAMPLES = [
  {
    name: 'Boxes of apples',
    text: 'A farm packs 12 boxes of 8 apples, gives 15 apples away and sells 26 of them. How many are left?',
  },
  { name: 'Brackets', text: 'Compute (23 + 19) * 3 - 47.' },
  { name: 'Large numbers', text: 'Compute (4837 - 1296) * 28 + 305.', tool: 'calculator' },
  { name: 'Pounds', text: 'Convert 250 pounds to kilograms.', tool: 'convert' },
  { name: 'An equation', text: 'Solve 7 * x - 12 = 51.', tool: 'solve' },
  { name: 'A median', text: 'Compute the median of 31, 47, 8, 12 and 25.', tool: 'statistics' },
];

/** Where a question is written, with how much effort it is answered, and where a run is stopped. */
class AskForm extends LitElement {
  static properties = {
    running: { attribute: false },
    whole: { attribute: false },
    tools: { attribute: false },
    effort: { state: true },
    seed: { state: true },
    error: { attribute: false },
  };

  static styles = [
    shared,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      [type='checkbox'] {
        accent-color: var(--accent);
      }
      textarea,
      input {
        border: 1px solid var(--edge);
        border-radius: 12px;
        background: var(--card);
        color: var(--ink);
        font: 1.1rem/1.5 var(--text);
      }
      textarea {
        width: 100%;
        min-height: 5.4rem;
        padding: 0.9rem 1.1rem;
        resize: vertical;
        field-sizing: content;
      }
      .examples {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 0.5rem;
        align-items: center;
      }
      .examples .quiet {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 0.9rem 1.25rem;
        align-items: center;
      }
      fieldset {
        display: flex;
        margin: 0;
        padding: 0.25rem;
        border: 1px solid var(--line);
        border-radius: 999px;
        background: var(--track);
      }
      legend {
        float: left;
        padding: 0;
      }
      fieldset label {
        position: relative;
        display: block;
        padding: 0.4rem 1rem;
        border-radius: 999px;
        cursor: pointer;
      }
      fieldset input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      fieldset label:has(:checked) {
        background: var(--raised);
        box-shadow: inset 0 0 0 1.5px var(--accent);
        font-weight: 600;
      }
      @media (forced-colors: active) {
        fieldset label:has(:checked) {
          outline: 2px solid;
        }
      }
      fieldset label:has(:focus-visible) {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      .k {
        color: var(--soft);
        font: 0.8rem var(--mono);
      }
      @media (max-width: 34rem) {
        fieldset label {
          padding: 0.4rem 0.8rem;
          line-height: 1.2;
          text-align: center;
          white-space: nowrap;
        }
        .k {
          display: block;
        }
      }
      .ask {
        padding: 0.65rem 1.6rem;
        border: 0;
        border-radius: 999px;
        background: var(--accent);
        color: var(--on-accent);
        font: 600 1rem var(--text);
        cursor: pointer;
      }
      .ask:hover {
        filter: brightness(1.07);
      }
      .cancel {
        background: none;
        box-shadow: inset 0 0 0 1.5px var(--accent);
        color: var(--accent);
      }
      details {
        color: var(--soft);
        font-size: 0.9rem;
      }
      summary {
        width: max-content;
        cursor: pointer;
      }
      .more {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem 1.75rem;
        align-items: center;
        padding: 0.75rem 0 0.25rem;
      }
      .more input[type='text'] {
        width: 8rem;
        padding: 0.3rem 0.6rem;
        border-radius: 8px;
        font-size: 0.95rem;
      }
      .more select {
        padding: 0.3rem 0.5rem;
        border: 1px solid var(--edge);
        border-radius: 8px;
        background: var(--card);
        color: var(--ink);
        font: 0.95rem var(--text);
      }
      .error {
        margin: 0;
        color: var(--accent);
        font-weight: 600;
      }
    `,
  ];

  constructor() {
    super();
    this.effort = kept('metastone.effort') ?? 'medium';
    this.tools = [];
    this.seed = '';
    this.error = '';
  }

  render() {
    return html`<form @submit=${this.submit} @invalid=${{ handleEvent: (event) => this.unfold(event.target), capture: true }}>
      <label class="hidden" for="text">Your question</label>
      <textarea
        id="text"
        name="question"
        rows="2"
        required
        placeholder="A question about numbers"
        aria-describedby="error"
        @keydown=${this.enter}
      ></textarea>
      <div class="examples">
        <span class="soft">For example</span>
        ${EXAMPLES.filter(({ tool }) => !tool || this.tools.includes(tool)).map(
          ({ name, text }) =>
            html`<button type="button" class="quiet" title=${text} @click=${() => this.fill(text, { tools: true })}>${name}</button>`,
        )}
      </div>
      <div class="row">
        <fieldset>
          <legend class="hidden">Effort: how many trajectories compete</legend>
          ${EFFORTS.map(
            ({ name, label, k }) => html`<label>
              <input
                type="radio"
                name="effort"
                value=${name}
                .checked=${this.effort === name}
                @change=${() => this.choose(name)}
              />
              ${label} <span class="k">${k}</span><span class="hidden"> trajectories</span>
            </label>`,
          )}
        </fieldset>
        <button
          type=${this.running ? 'button' : 'submit'}
          class=${this.running ? 'ask cancel' : 'ask'}
          @click=${this.stop}
        >
          ${!this.running ? 'Ask' : this.whole ? 'Show the end' : 'Cancel'}
        </button>
        ${this.tools.length
          ? html`<label class="soft"><input type="checkbox" name="tools" checked /> with tools: ${this.tools.join(', ')}</label>`
          : nothing}
        <p class="error" id="error" role="alert">${this.error}</p>
      </div>
      <details>
        <summary>More settings${this.seed ? `: seed ${this.seed}` : ''}</summary>
        <div class="more">
          <label>Seed <input type="text" name="seed" inputmode="numeric" pattern="-?[0-9]{1,15}" title="a whole number" placeholder="any" .value=${this.seed} @input=${(event) => (this.seed = event.target.value)} /></label>
          <label
            >Show it
            <select name="slower" @change=${(event) => this.tell('pace', Number(event.target.value))}>
              <option value="1">as it happens</option>
              <option value="4">4 times slower</option>
              <option value="12">12 times slower</option>
            </select></label
          >
          <label><input type="checkbox" name="follow" /> remember earlier questions</label>
        </div>
      </details>
    </form>`;
  }

  field(name) {
    return this.renderRoot.querySelector('form').elements[name];
  }

  /** Puts a question in, with settings if they are known. */
  fill(question, settings = {}) {
    this.field('question').value = question;
    this.seed = String(settings.seed ?? '');
    if (settings.effort) {
      this.choose(settings.effort);
    }
    if (settings.tools !== undefined && this.field('tools')) {
      this.field('tools').checked = settings.tools;
    }
    this.field('question').focus();
  }

  pace(slower) {
    this.field('slower').value = String(slower);
  }

  choose(effort) {
    this.effort = effort;
    keep('metastone.effort', effort);
  }

  focus() {
    this.field('question').focus();
  }

  /** Enter asks; with Shift it begins a new line. */
  enter(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.renderRoot.querySelector('form').requestSubmit();
    }
  }

  /** A setting that cannot be asked for has to be seen. */
  unfold(field) {
    const settings = field.closest('details');
    if (settings) {
      settings.open = true;
    }
  }

  /** The second click of a double one was meant for the button that was here before. */
  stop(event) {
    if (this.running && event.detail <= 1) {
      this.tell(this.whole ? 'skip' : 'cancel');
    }
  }

  submit(event) {
    event.preventDefault();
    const question = this.field('question').value.trim();
    if ((this.running && !this.whole) || !question) {
      return;
    }
    const seed = this.seed.trim();
    this.tell('ask', {
      question,
      effort: this.effort,
      ...(seed && { seed: Number(seed) }),
      ...(this.field('tools') && { tools: this.field('tools').checked }),
      follow: this.field('follow').checked,
    });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define('ask-form', AskForm);
