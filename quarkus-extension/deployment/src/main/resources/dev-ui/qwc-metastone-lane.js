import { LitElement, html, css, nothing } from 'lit';

/** A score as it is written everywhere. */
export function written(score) {
    return score.toFixed(2);
}

/**
 * One trajectory: a column of steps that grows downwards. How much of a step's text is shown depends on how wide the
 * column is; all of it is told to whoever listens to "look", with the step that was pointed at or focused.
 */
export class QwcMetastoneLane extends LitElement {

    static styles = css`
        :host {
            display: block;
            flex: 1 1 0;
            min-width: 26px;
            container-type: inline-size;
            opacity: 1;
            transition: flex-grow 600ms cubic-bezier(.3, 0, .1, 1), min-width 600ms ease, opacity 600ms ease;
        }
        :host([lost]), :host([stopped]) {
            opacity: .5;
        }
        :host(:is([lost], [stopped]):hover), :host(:is([lost], [stopped]):focus-within) {
            opacity: 1;
        }
        :host([won]) {
            flex-grow: var(--winner-grow, 1);
            min-width: var(--winner-width, 26px);
        }
        .lane {
            box-sizing: border-box;
            height: 100%;
            padding: 4px;
            border-radius: 8px;
            background: var(--lumo-contrast-5pct);
            border: 1px solid transparent;
            transition: border-color 400ms ease, background-color 400ms ease;
        }
        :host([won]) .lane {
            border-color: var(--lumo-primary-color);
            background: var(--lumo-primary-color-10pct);
        }
        header {
            display: flex;
            justify-content: space-between;
            align-items: baseline;
            gap: 6px;
            padding: 2px 4px 6px;
            font-size: 12px;
            line-height: 16px;
            font-variant-numeric: tabular-nums;
            color: var(--lumo-secondary-text-color);
            white-space: nowrap;
        }
        .name {
            overflow: hidden;
            text-overflow: ellipsis;
        }
        .total {
            min-height: 16px;
            font-weight: 600;
            color: var(--lumo-body-text-color);
        }
        :host([won]) .name {
            color: var(--lumo-primary-text-color);
            font-weight: 600;
        }
        ol {
            list-style: none;
            margin: 0;
            padding: 0;
            display: flex;
            flex-direction: column;
            gap: 3px;
        }
        button, .tail {
            box-sizing: border-box;
            width: 100%;
            border-radius: 5px;
            padding: 6px 8px;
            font: inherit;
            font-size: 12.5px;
            line-height: 17px;
            text-align: left;
        }
        button {
            display: block;
            border: 0;
            cursor: pointer;
            color: var(--on-weak);
            background: color-mix(in oklch, var(--score-low), var(--score-high) calc(var(--score) * 100%));
            animation: arrive 260ms ease-out;
        }
        button.strong {
            color: var(--on-strong);
        }
        button:focus-visible, button[aria-pressed="true"] {
            outline: 2px solid var(--lumo-primary-color);
            outline-offset: 1px;
        }
        .score {
            font-weight: 600;
            font-variant-numeric: tabular-nums;
        }
        .text {
            display: -webkit-box;
            -webkit-box-orient: vertical;
            -webkit-line-clamp: 4;
            overflow: hidden;
            overflow-wrap: anywhere;
        }
        /* The end of what is being written stays in sight. */
        .tail {
            display: flex;
            align-items: flex-end;
            max-height: 63px;
            min-height: 29px;
            overflow: hidden;
            color: var(--lumo-secondary-text-color);
            background: var(--lumo-contrast-5pct);
        }
        .tail .text {
            display: block;
        }
        .caret {
            flex: none;
            width: 5px;
            height: 11px;
            margin: 3px;
            border-radius: 2px;
            background: var(--lumo-contrast-40pct);
            animation: breathe 1.4s ease-in-out infinite;
        }
        .ending {
            padding: 4px 4px 0;
            font-size: 12px;
            color: var(--lumo-secondary-text-color);
            overflow-wrap: anywhere;
        }
        @container (min-width: 360px) {
            .text {
                -webkit-line-clamp: 8;
            }
        }
        @container (max-width: 76px) {
            .lane {
                padding: 2px;
                border-radius: 6px;
            }
            header {
                flex-direction: column;
                align-items: center;
                gap: 0;
                padding: 2px 0 4px;
                font-size: 11px;
            }
            .word, .text, .tail .text, .ending {
                display: none;
            }
            /* There is no room for text: how long it is shows in the height. */
            button, .tail {
                height: clamp(22px, calc(14px + var(--written) * .25px), 110px);
                max-height: none;
                min-height: 0;
                padding: 0;
                font-size: 11px;
                text-align: center;
                border-radius: 4px;
                transition: height 120ms linear;
            }
            .tail {
                align-items: center;
                justify-content: center;
            }
            .score {
                font-weight: 500;
                letter-spacing: -.02em;
            }
        }
        @keyframes arrive {
            from { opacity: 0; transform: translateY(-4px); }
        }
        @keyframes breathe {
            50% { opacity: .25; }
        }
        @media (prefers-reduced-motion: reduce) {
            :host, .lane, button, .caret {
                animation: none;
                transition: none;
            }
        }
    `;

    static properties = {
        trajectory: {attribute: false},
        strongFrom: {attribute: false},
        selected: {attribute: false}
    };

    render() {
        const {index, steps, tail, score, closed, finalAnswer, stopped, alive} = this.trajectory;
        const thinking = score === null && !stopped;
        return html`
            <div class="lane" role="group" aria-label="${this._label()}">
                <header>
                    <span class="name"><span class="word">${this.hasAttribute('won') ? 'Winner: trajectory' : 'Trajectory'}
                        </span>${index + 1}</span>
                    <span class="total">${score === null ? nothing : written(score)}</span>
                </header>
                <ol>
                    ${steps.map((step, i) => this._renderStep(step, i))}
                    ${(thinking && alive) || (score === null && tail)
                        ? html`
                            <li class="tail" style="--written: ${tail.length}">
                                <span class="text">${tail.slice(-160)}</span>
                                ${alive && thinking ? html`<span class="caret"></span>` : nothing}
                            </li>`
                        : nothing}
                </ol>
                ${stopped ? html`<div class="ending">given up</div>` : nothing}
                ${!thinking && finalAnswer ? html`<div class="ending">answers ${finalAnswer}</div>` : nothing}
                ${score !== null && !closed ? html`<div class="ending">ended by the limit</div>` : nothing}
            </div>`;
    }

    _renderStep(step, i) {
        return html`
            <li>
                <button
                    class="${step.score >= this.strongFrom ? 'strong' : ''}"
                    style="--score: ${step.score}; --written: ${step.text.length}"
                    tabindex="-1"
                    aria-pressed="${this.selected === i}"
                    aria-label="Trajectory ${this.trajectory.index + 1}, step ${i + 1}, score ${written(step.score)}: ${step.text}"
                    @pointerenter=${() => this._look(i, 'hover')}
                    @pointerleave=${() => this._look(null, 'hover')}
                    @focus=${() => this._look(i, 'focus')}
                    @click=${() => this._look(i, 'click')}>
                    <span class="score">${written(step.score)}</span>
                    <span class="text">${step.text}</span>
                </button>
            </li>`;
    }

    _label() {
        const {index, score, steps, stopped} = this.trajectory;
        return `Trajectory ${index + 1}, ${steps.length} steps`
            + (score === null ? '' : `, score ${written(score)}`)
            + (stopped ? ', given up' : '')
            + (this.hasAttribute('won') ? ', the winner' : '');
    }

    _look(step, how) {
        this.dispatchEvent(new CustomEvent('look', {detail: {trajectory: this.trajectory.index, step, how}}));
    }

    /** The buttons of its steps, for the arrow keys. */
    get buttons() {
        return [...this.renderRoot.querySelectorAll('button')];
    }
}

customElements.define('qwc-metastone-lane', QwcMetastoneLane);
