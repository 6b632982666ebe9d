import { html } from 'lit';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A size as people read it. */
export function bytes(count) {
    let unit = 0;
    while (count >= 1000 && unit < UNITS.length - 1) {
        count /= 1000;
        unit++;
    }
    return `${count < 10 && unit > 0 ? count.toFixed(1) : Math.round(count)} ${UNITS[unit]}`;
}

/** The name of a model as people write it; the default model's has angle brackets around it. */
export function title(name) {
    return name.replace(/[<>]/g, '');
}

/** Efforts by name, and how many trajectories each of them is; auto has as many as the question needs. */
export const EFFORTS = new Map([['low', 2], ['medium', 8], ['high', 32], ['auto', null]]);

/** The effort that so many trajectories are; undefined if it has no name. */
export function effortOf(trajectories) {
    return [...EFFORTS.keys()].find(name => EFFORTS.get(name) === trajectories);
}

function effort(trajectories) {
    const name = effortOf(trajectories);
    return `${name ? `${name}, ` : ''}${trajectories} ${trajectories === 1 ? 'trajectory' : 'trajectories'}`;
}

/** Name and value of all there is to tell of a model, in the order in which it is read. */
function facts(model) {
    const loaded = model.loaded;
    const where = ['Device', model.device];
    return loaded
        ? [
            ['Checkpoint', loaded.checkpoint],
            where,
            ['Type', loaded.dtype],
            ['Effort', effort(loaded.trajectories)],
            ['Weights', bytes(loaded.weightBytes)],
            ['KV cache', bytes(loaded.cacheBytes)],
            ['Requests', `${loaded.running} running, ${loaded.waiting} waiting`]
        ]
        : [where, ['Weights', 'loaded by the first request']];
}

function list(pairs) {
    return html`<dl>${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A description list of a model. */
export function describe(model) {
    return list(facts(model));
}

/** The same among other models: what it shares with one of them is told there. */
export function describeAmongOthers(model) {
    return model.weightsOf === model.name
        ? describe(model)
        : list([
            ...(model.loaded ? [['Effort', effort(model.loaded.trajectories)]] : []),
            ['Weights', `those of ${title(model.weightsOf)}`]
        ]);
}
