import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { describeAmongOthers, title } from './metastone-models.js';
import 'qwc/qwc-extension-link.js';

/** The extension's card: the models, what they take, and what they do at this moment. */
export class QwcMetastoneCard extends QwcHotReloadElement {

    static styles = css`
        :host {
            gap: 12px;
        }
        section {
            font-size: var(--lumo-font-size-s);
        }
        h4 {
            margin: 0 0 4px;
            font-size: inherit;
            font-weight: 600;
        }
        dl {
            margin: 0;
        }
        dl div {
            display: flex;
            justify-content: space-between;
            gap: 12px;
            line-height: 1.6;
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
        .description {
            color: var(--lumo-contrast-50pct);
        }
        .message {
            color: var(--lumo-secondary-text-color);
            font-size: var(--lumo-font-size-s);
        }
    `;

    static properties = {
        namespace: {type: String},
        description: {type: String},
        _models: {state: true},
        _message: {state: true}
    };

    connectedCallback() {
        super.connectedCallback();
        this._jsonRpc = new JsonRpc(this, false);
        this.hotReload();
        this._timer = setInterval(() => document.hidden || this.hotReload(), 2000);
    }

    disconnectedCallback() {
        clearInterval(this._timer);
        super.disconnectedCallback();
    }

    async hotReload() {
        try {
            this._models = (await this._jsonRpc.models()).result;
            this._message = null;
        } catch (e) {
            this._message = 'The models cannot be shown. Is the application running?';
        }
    }

    render() {
        return html`
            <div class="description">${this.description}</div>
            ${this._message ? html`<div class="message">${this._message}</div>` : this._renderModels()}
            <qwc-extension-link
                namespace="${this.namespace}"
                webcomponentTagName="qwc-metastone-trajectories"
                iconName="font-awesome-solid:bars-staggered"
                displayName="Trajectories"
                tooltipContent="Ask a question and watch trajectories compete"
                path="${this.namespace}/trajectories">
            </qwc-extension-link>`;
    }

    _renderModels() {
        if (!this._models) {
            return html`<div class="message">Looking for models …</div>`;
        }
        if (this._models.length === 0) {
            return html`<div class="message">This application uses no MetaStone model yet.</div>`;
        }
        return this._models.map(model => html`
            <section>
                <h4>${title(model.name)}</h4>
                ${describeAmongOthers(model)}
            </section>`);
    }
}

customElements.define('qwc-metastone-card', QwcMetastoneCard);
