import { QwcHotReloadElement, html, css, nothing } from 'qwc-hot-reload-element';
import { connectionState } from 'connection-state';
import { themeState } from 'theme-state';
import { JsonRpc } from 'jsonrpc';
import '@vaadin/button';
import '@vaadin/radio-group';
import '@vaadin/select';
import '@vaadin/text-area';
import '@vaadin/text-field';
import { lanesAfter } from './metastone-lanes.js';
import { EFFORTS, describe, effortOf, title } from './metastone-models.js';
import { written } from './qwc-metastone-lane.js';

const EXAMPLE = 'A farm packs 12 boxes of 8 apples and gives 15 apples away. How many are left?';

/** From this score on, the text on a step is that of the scale's other end. One for light and one for dark. */
const STRONG_FROM = {light: 0.74, dark: 0.43};

/** What is shown of one question. */
function newRun(question) {
    return {
        question,
        state: 'asked', // then loading, thinking, answering; at the end answered, failed or cancelled
        started: performance.now(),
        seconds: 0,
        lanes: [],
        winner: null,
        reason: '',
        answer: '',
        bill: null,
        message: ''
    };
}

const ENDED = ['answered', 'failed', 'cancelled'];

/** Asks a question and shows its trajectories while they compete. */
export class QwcMetastoneTrajectories extends QwcHotReloadElement {

    static styles = css`
        :host {
            --score-low: oklch(0.94 0.045 70);
            --score-high: oklch(0.42 0.09 205);
            --on-weak: #000;
            --on-strong: #fff;
            display: block;
            box-sizing: border-box;
            padding: 4px 24px 32px;
            color: var(--lumo-body-text-color);
            font-size: var(--lumo-font-size-m);
        }
        :host([theme-name="dark"]) {
            --score-low: oklch(0.33 0.04 50);
            --score-high: oklch(0.87 0.11 185);
            --on-weak: #fff;
            --on-strong: #000;
        }
        .ask {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            gap: 4px 28px;
            align-items: start;
        }
        vaadin-text-area {
            width: 100%;
            min-height: 76px;
        }
        .settings {
            display: flex;
            flex-wrap: wrap;
            gap: 0 16px;
            align-items: baseline;
        }
        vaadin-select {
            width: 140px;
        }
        .seed {
            width: 110px;
        }
        .buttons {
            display: flex;
            gap: 8px;
            margin-left: auto;
        }
        .model {
            width: 240px;
            padding-top: 8px;
            font-size: var(--lumo-font-size-s);
        }
        dl {
            margin: 0;
        }
        .model div {
            display: flex;
            justify-content: space-between;
            gap: 16px;
            line-height: 1.65;
        }
        dt {
            color: var(--lumo-secondary-text-color);
        }
        dd {
            margin: 0;
            text-align: right;
            overflow-wrap: anywhere;
            font-variant-numeric: tabular-nums;
        }
        .bar {
            display: flex;
            flex-wrap: wrap;
            justify-content: space-between;
            gap: 4px 24px;
            margin: 20px 0 8px;
            font-size: var(--lumo-font-size-s);
            color: var(--lumo-secondary-text-color);
            font-variant-numeric: tabular-nums;
        }
        .legend {
            display: flex;
            align-items: center;
            gap: 8px;
        }
        .scale {
            width: 140px;
            height: 10px;
            border-radius: 5px;
            background: linear-gradient(to right in oklch, var(--score-low), var(--score-high));
        }
        .lanes {
            display: flex;
            align-items: stretch;
            gap: 6px;
            overflow-x: auto;
            padding: 3px;
            margin: 0 -3px;
            min-height: 150px;
        }
        .lanes.many {
            gap: 3px;
        }
        .looked {
            box-sizing: border-box;
            min-height: 66px;
            margin-top: 10px;
            padding: 9px 16px;
            border-radius: 8px;
            background: var(--lumo-contrast-5pct);
            white-space: pre-wrap;
            overflow-wrap: anywhere;
        }
        .looked .of {
            display: block;
            white-space: normal;
            margin-bottom: 2px;
            font-size: var(--lumo-font-size-s);
            color: var(--lumo-secondary-text-color);
        }
        .outcome {
            margin-top: 20px;
            animation: appear 500ms ease-out;
        }
        .reason {
            color: var(--lumo-secondary-text-color);
        }
        .reason::first-letter {
            text-transform: uppercase;
        }
        .hint {
            max-width: 62ch;
            margin-top: 28px;
            line-height: 1.6;
            color: var(--lumo-secondary-text-color);
        }
        .answer {
            margin: 8px 0 20px;
            font-size: var(--lumo-font-size-xl);
            line-height: 1.5;
            white-space: pre-wrap;
            overflow-wrap: anywhere;
        }
        .boxed {
            padding: 0 .35em;
            border: 1.5px solid var(--lumo-primary-color);
            border-radius: 6px;
            font-weight: 600;
        }
        .bill {
            display: flex;
            flex-wrap: wrap;
            gap: 12px 40px;
            padding-top: 14px;
            border-top: 1px solid var(--lumo-contrast-10pct);
        }
        .bill dt {
            font-size: var(--lumo-font-size-s);
        }
        .bill dd {
            text-align: left;
            font-size: var(--lumo-font-size-l);
        }
        .bill vaadin-button {
            margin: 0 0 0 8px;
        }
        .message {
            margin-top: 20px;
            padding: 12px 16px;
            border-radius: 8px;
            background: var(--lumo-contrast-5pct);
            border-left: 3px solid var(--lumo-contrast-40pct);
            overflow-wrap: anywhere;
        }
        .message.error {
            border-left-color: var(--lumo-error-color);
        }
        .spoken {
            position: absolute;
            width: 1px;
            height: 1px;
            overflow: hidden;
            clip-path: inset(50%);
        }
        @keyframes appear {
            from { opacity: 0; }
        }
        @media (max-width: 900px) {
            .ask {
                grid-template-columns: minmax(0, 1fr);
            }
            .buttons {
                margin-left: 0;
            }
        }
        @media (prefers-reduced-motion: reduce) {
            .outcome {
                animation: none;
            }
        }
    `;

    static properties = {
        _models: {state: true},
        _model: {state: true},
        _question: {state: true},
        _effort: {state: true},
        _seed: {state: true},
        _run: {state: true},
        _looked: {state: true},
        _trouble: {state: true},
        _theme: {state: true}
    };

    constructor() {
        super();
        this._question = EXAMPLE;
        this._effort = 'medium';
        this._seed = '';
        this._trouble = '';
    }

    connectedCallback() {
        super.connectedCallback();
        this._jsonRpc = new JsonRpc(this, false); // each token would be a line of the Dev UI's log
        this._themeObserver = () => this._takeTheme();
        themeState.addObserver(this._themeObserver);
        this._takeTheme();
        this._leave = () => this._cancel();
        window.addEventListener('pagehide', this._leave);
        this._refresh();
        this._poll = setInterval(() => document.hidden || this._refresh(), 1000);
    }

    disconnectedCallback() {
        this._cancel();
        window.removeEventListener('pagehide', this._leave);
        clearInterval(this._poll);
        themeState.removeObserver(this._themeObserver);
        super.disconnectedCallback();
    }

    _takeTheme() {
        this._theme = themeState.theme?.name === 'dark' ? 'dark' : 'light';
        this.setAttribute('theme-name', this._theme);
    }

    // The application

    /** Called when the connection is there, the first time and after each live reload. */
    hotReload() {
        this._end('failed', 'The application was reloaded before the answer was complete. Ask again.');
        this._refresh();
    }

    _connectionStateChange() {
        super._connectionStateChange();
        if (connectionState.current.isDisconnected) {
            this._end('failed', 'The connection to the application is lost. Ask again when it is back.');
        }
    }

    async _refresh() {
        try {
            this._models = (await this._jsonRpc.models()).result;
            this._trouble = '';
        } catch (e) {
            this._trouble = 'The models cannot be shown: ' + (e?.error?.message ?? e?.message ?? 'no reply') + '.';
            return;
        }
        if (!this._models.some(model => model.name === this._model)) {
            this._choose(this._models[0]);
        }
    }

    _choose(model) {
        this._model = model?.name;
        this._effort = effortOf(model?.loaded?.trajectories) ?? this._effort;
    }

    /** On a narrow screen the winner may be out of sight. */
    updated(changed) {
        const winner = this._run?.winner ?? null;
        if (changed.has('_run') && winner !== null && winner !== this._shown) {
            this.renderRoot.querySelector('qwc-metastone-lane[won]')?.scrollIntoView(
                {behavior: 'smooth', block: 'nearest', inline: 'nearest'});
        }
        this._shown = winner;
    }

    // A question

    get _running() {
        return !!this._run && !ENDED.includes(this._run.state);
    }

    _ask() {
        if (this._running || !this._question.trim() || !this._model) {
            return;
        }
        this._looked = this._hovered = this._pinned = null;
        this._run = newRun(this._question);
        this._clock = setInterval(() => this._tick(), 100);
        try {
            this._observer = this._jsonRpc
                .ask({model: this._model, question: this._question, effort: this._effort, seed: this._seed})
                .onNext(message => this._hear(message.result))
                .onError(message => this._end('failed', message?.error?.message ?? 'The application gave no reason.'));
        } catch (e) {
            this._end('failed', 'The application does not answer questions from here: ' + e.message);
        }
    }

    _cancel() {
        if (this._running) {
            this._observer?.cancel();
            this._end('cancelled', 'Cancelled. All trajectories have stopped.');
        }
    }

    _tick() {
        this._run.seconds = (performance.now() - this._run.started) / 1000;
        this.requestUpdate();
    }

    _end(state, message = '') {
        if (!this._running) {
            return;
        }
        clearInterval(this._clock);
        this._run.lanes = this._run.lanes.map(lane => ({...lane, alive: false}));
        this._run = {...this._run, state, message};
        this._refresh();
    }

    /** Everything that happened in one period. */
    _hear(events) {
        const run = this._run;
        if (!this._running) {
            return;
        }
        run.lanes = lanesAfter(run.lanes, events);
        for (const event of events) {
            switch (event.kind) {
                case 'loading':
                    run.state = 'loading';
                    break;
                case 'begun':
                    run.state = 'thinking';
                    run.started = performance.now();
                    break;
                case 'selected':
                    run.state = 'answering';
                    run.winner = event.trajectory;
                    run.reason = event.reason;
                    break;
                case 'answer':
                    run.answer += event.text;
                    break;
                case 'answered':
                    run.bill = event;
                    this._end('answered', event.complete ? '' : 'The answer was ended by a limit.');
                    break;
                case 'failed':
                    this._end('failed', event.message);
                    break;
            }
        }
        this._run = {...this._run};
    }

    // What is looked at

    _look({trajectory, step, how}) {
        if (how === 'hover') {
            this._hovered = step === null ? null : {trajectory, step};
        } else {
            this._pinned = {trajectory, step};
        }
        this._looked = this._hovered ?? this._pinned;
    }

    /** One tab stop for all steps; the arrow keys go from one to the next. */
    _walk(event) {
        const lanes = [...this.renderRoot.querySelectorAll('qwc-metastone-lane')];
        const at = lanes.findIndex(lane => lane.matches(':focus-within'));
        const from = at < 0 ? 0 : at;
        const step = at < 0 ? -1 : lanes[at].buttons.findIndex(button => button.matches(':focus'));
        const sideways = {ArrowLeft: -1, ArrowRight: 1}[event.key] ?? 0;
        const down = {ArrowUp: -1, ArrowDown: 1}[event.key] ?? 0;
        if (!sideways && !down) {
            return;
        }
        event.preventDefault();
        let next = from + (at < 0 ? 0 : sideways);
        while (lanes[next] && lanes[next].buttons.length === 0 && sideways) {
            next += sideways;
        }
        const buttons = lanes[next]?.buttons ?? [];
        buttons[Math.max(0, Math.min(step + down, buttons.length - 1))]?.focus();
    }

    // What is drawn

    render() {
        if (this._models?.length === 0) {
            return html`<div class="message">This application has no MetaStone model: it injects none and has no AI service
                that asks one, or they are switched off (<code>enable-integration</code>). After a change this page finds
                them by itself.</div>`;
        }
        return html`
            ${this._trouble ? html`<div class="message error" role="alert">${this._trouble}</div>` : nothing}
            ${this._renderForm()}
            ${this._run ? this._renderRun(this._run) : html`
                <div class="hint">Each column will be a trajectory, a line of thought that grows downwards. Each block in it
                    is a step, and its colour the score that the model gives it. The best trajectory answers.</div>`}`;
    }

    _renderForm() {
        const model = this._models?.find(one => one.name === this._model);
        return html`
            <div class="ask">
                <div>
                    <vaadin-text-area
                        label="Question"
                        .value="${this._question}"
                        @value-changed=${event => this._question = event.detail.value}
                        @keydown=${event => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && this._ask()}>
                    </vaadin-text-area>
                    <div class="settings">
                        <vaadin-select
                            label="Model"
                            .items="${(this._models ?? []).map(one => ({label: title(one.name), value: one.name}))}"
                            .value="${this._model ?? ''}"
                            @value-changed=${event => this._chosen(event.detail.value)}>
                        </vaadin-select>
                        <vaadin-radio-group
                            label="Effort"
                            .value="${this._effort}"
                            @value-changed=${event => this._effort = event.detail.value}>
                            ${[...EFFORTS].map(([name, k]) => html`
                                <vaadin-radio-button value="${name}" label="${k ? `${name} (${k})` : name}"></vaadin-radio-button>`)}
                        </vaadin-radio-group>
                        <vaadin-text-field
                            class="seed"
                            label="Seed"
                            placeholder="random"
                            .value="${this._seed}"
                            @value-changed=${event => this._seed = event.detail.value}
                            @keydown=${event => event.key === 'Enter' && this._ask()}>
                        </vaadin-text-field>
                        <div class="buttons">
                            <vaadin-button
                                theme="primary"
                                title="Ctrl+Enter in the question"
                                ?disabled=${this._running || !this._question.trim() || !this._model}
                                @click=${() => this._ask()}>Ask</vaadin-button>
                            <vaadin-button ?disabled=${!this._running} @click=${() => this._cancel()}>Cancel</vaadin-button>
                        </div>
                    </div>
                </div>
                <div class="model" role="group" aria-label="The model now">
                    ${model ? describe(model) : nothing}
                </div>
            </div>`;
    }

    _chosen(name) {
        if (name && name !== this._model) {
            this._choose(this._models.find(model => model.name === name));
        }
    }

    _renderRun(run) {
        return html`
            <div class="spoken" role="status">${this._spoken(run)}</div>
            ${run.lanes.length > 0
                ? html`${this._renderBar(run)}${this._renderLanes(run)}${this._renderLooked(run)}`
                : this._running ? html`<div class="bar">${this._progress(run)}</div>` : nothing}
            ${run.winner === null ? nothing : this._renderOutcome(run)}
            ${run.message ? html`
                <div class="message ${run.state === 'failed' ? 'error' : ''}" role="alert">${run.message}</div>` : nothing}`;
    }

    _renderBar(run) {
        return html`
            <div class="bar">
                <span>${this._progress(run)}</span>
                <span class="legend" role="img" aria-label="Colours of step scores from 0 to 1">
                    step score 0 <span class="scale"></span> 1
                </span>
            </div>`;
    }

    _progress(run) {
        const time = `${(run.bill ? run.bill.milliseconds / 1000 : run.seconds).toFixed(1)} s`;
        if (run.state === 'asked') {
            return 'Asked.';
        }
        if (run.state === 'loading') {
            return `Loading the weights … ${time}`;
        }
        const finished = run.lanes.filter(lane => lane.score !== null).length;
        const stopped = run.lanes.filter(lane => lane.stopped).length;
        const steps = run.lanes.reduce((sum, lane) => sum + lane.steps.length, 0);
        return `${finished} of ${run.lanes.length} trajectories have finished`
            + `${stopped ? `, ${stopped} were given up` : ''} · ${steps} steps · ${time}`;
    }

    _spoken(run) {
        return {
            asked: 'Asked.',
            loading: 'Loading the weights.',
            thinking: `${run.lanes.length} trajectories think.`,
            answering: run.reason,
            answered: `The answer: ${run.answer}`
        }[run.state] ?? '';
    }

    _renderLanes(run) {
        const k = run.lanes.length;
        return html`
            <div
                class="lanes ${k > 16 ? 'many' : ''}"
                style="--winner-grow: ${k > 16 ? 7 : k > 2 ? 2.2 : 1.4}; --winner-width: 180px"
                tabindex="0"
                role="group"
                aria-label="Trajectories; the arrow keys go from step to step"
                @keydown=${event => this._walk(event)}>
                ${run.lanes.map(lane => html`
                    <qwc-metastone-lane
                        ?won=${run.winner === lane.index}
                        ?lost=${run.winner !== null && run.winner !== lane.index}
                        ?stopped=${lane.stopped}
                        .trajectory="${lane}"
                        .strongFrom="${STRONG_FROM[this._theme]}"
                        .selected="${this._looked?.trajectory === lane.index ? this._looked.step : null}"
                        @look=${event => this._look(event.detail)}>
                    </qwc-metastone-lane>`)}
            </div>`;
    }

    _renderLooked(run) {
        const lane = run.lanes[this._looked?.trajectory];
        const step = lane?.steps[this._looked.step];
        const of = step
            ? `Trajectory ${lane.index + 1}, step ${this._looked.step + 1}, score ${written(step.score)}`
            : 'Point at a step to read it, or go there with the arrow keys.';
        return html`<div class="looked"><span class="of">${of}</span>${step?.text}</div>`;
    }

    _renderOutcome(run) {
        return html`
            <div class="outcome">
                <div class="reason">${run.reason}</div>
                ${run.bill?.effort ? html`<div class="reason">${run.bill.effort}.</div>` : nothing}
                <div class="answer">${this._boxed(run.answer)}</div>
                ${run.bill ? this._renderBill(run, run.bill) : nothing}
            </div>`;
    }

    /** A final answer, which mathematicians put in a box. */
    _boxed(answer) {
        return answer.split(/\\boxed\{([^{}]*)\}/)
            .map((part, i) => i % 2 ? html`<span class="boxed">${part}</span>` : part);
    }

    _renderBill(run, bill) {
        const number = count => count.toLocaleString('en-US');
        const seconds = milliseconds => `${(milliseconds / 1000).toFixed(2)} s`;
        return html`
            <dl class="bill">
                <div><dt>Winner's tokens</dt><dd>${number(bill.winnerTokens)}</dd></div>
                <div><dt>All ${bill.trajectories} trajectories</dt><dd>${number(bill.allTokens)} tokens</dd></div>
                <div><dt>Prompt</dt><dd>${number(bill.promptTokens)} tokens</dd></div>
                <div><dt>Time</dt><dd>${seconds(bill.milliseconds)}</dd></div>
                <div><dt>First token</dt><dd>${seconds(bill.firstTokenMilliseconds)}</dd></div>
                <div><dt>Seed</dt><dd>${bill.seed}<vaadin-button theme="small tertiary-inline"
                    @click=${() => this._seed = bill.seed}>use again</vaadin-button></dd></div>
            </dl>`;
    }
}

customElements.define('qwc-metastone-trajectories', QwcMetastoneTrajectories);
