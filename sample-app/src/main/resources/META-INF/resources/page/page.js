import './ask-form.js';
import './trajectory-board.js';
import './answer-panel.js';
import './run-bill.js';
import './run-history.js';
import { Feed } from './feed.js';
import { describe } from './model-facts.js';
import { Run } from './run.js';
import { themeButton } from './theme.js';

/* Puts the components together: a question becomes a run, a run's events what is shown, a link a replay. */

const PACE = 'metastone.slower';
const form = document.querySelector('ask-form');
const race = document.querySelector('#race');
const history = document.querySelector('run-history');
const footer = document.querySelector('#facts');

let run = null;
let feed = null;
let version = 0;
let slower = Number(localStorage.getItem(PACE)) || 1;
const conversation = crypto.randomUUID?.() ?? String(Math.random());

async function call(path, options) {
  const response = await fetch(path, options);
  const body = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(body.error ?? `The application answers ${response.status}; is it still running?`);
  }
  return body;
}

function linkTo({ id }) {
  return `${location.origin}${location.pathname}#/runs/${id}`;
}

/** Draws a run's present state. Components find out themselves what has changed. */
function show() {
  version++;
  run.rounds.forEach((round, index) => {
    const board = race.querySelectorAll('trajectory-board')[index] ?? race.insertBefore(
      document.createElement('trajectory-board'),
      race.querySelector('run-bill'),
    );
    Object.assign(board, { round, several: run.rounds.length > 1, last: round === run.round, over: run.over, version });
  });
  Object.assign(race.querySelector('answer-panel'), { run, slower: feed.slower, version });
  Object.assign(race.querySelector('run-bill'), { run, link: linkTo(run), version });
  form.running = !run.over;
  if (run.over) {
    refreshFacts();
  }
}

function begin(recorded) {
  feed?.close();
  run = new Run(recorded);
  feed = new Feed(run, show, slower);
  const [panel, bill] = ['answer-panel', 'run-bill'].map((name) => Object.assign(document.createElement(name), { run }));
  race.replaceChildren(panel, bill);
  form.error = '';
  show();
}

async function ask({ question, effort, seed, tools, follow }) {
  form.running = true; // at once, so that nothing is asked twice
  try {
    const accepted = await call('/api/runs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ question, effort, seed, tools, ...(follow && { conversation }) }),
    });
    const recorded = await call(`/api/runs/${accepted.id}`);
    window.history.pushState(null, '', `#/runs/${recorded.id}`);
    history.add(recorded);
    begin(recorded);
    feed.listen(`/api/runs/${recorded.id}/events`);
  } catch (error) {
    form.running = false;
    form.error = error.message;
  }
}

/** Shows the run that the address names: one that is over is played again, one under way is followed. */
async function open(pace) {
  const { hash } = location;
  const id = /^#\/runs\/([\w-]+)$/.exec(hash)?.[1];
  if (!id) {
    return;
  }
  try {
    const recorded = await call(`/api/runs/${id}`);
    if (location.hash !== hash) {
      return; // somebody has gone on meanwhile
    }
    begin(recorded);
    history.add(recorded);
    if (recorded.over) {
      feed.slower = pace;
      feed.play(recorded.events);
    } else {
      feed.listen(`/api/runs/${id}/events`);
    }
  } catch (error) {
    form.error = error.message;
  }
}

async function refreshFacts() {
  try {
    const model = await call('/api/model');
    footer.textContent = describe(model);
    form.tools = model.tools;
    return model;
  } catch {
    footer.textContent = 'The application does not answer; is it still running?';
    return null;
  }
}

document.addEventListener('ask', (event) => ask(event.detail));
document.addEventListener('cancel', () => {
  if (!run || run.over) {
    return; // the next one is not there yet
  }
  call(`/api/runs/${run.id}`, { method: 'DELETE' }).catch((error) => (form.error = error.message));
  feed.skip();
});
document.addEventListener('replay', () => open(slower));
document.addEventListener('again', (event) => {
  form.fill(event.detail.question, event.detail);
  window.scrollTo({ top: 0, behavior: 'smooth' });
});
document.addEventListener('pace', (event) => {
  slower = event.detail;
  localStorage.setItem(PACE, String(slower));
});
window.addEventListener('hashchange', () => open(0));

themeButton(document.querySelector('#theme'));
await form.updateComplete;
refreshFacts().then((model) => {
  // A small model is done before one can look; the page shows it slower, and says so.
  if (!localStorage.getItem(PACE) && model && model.facts.parameters < 1e8) {
    slower = 4;
  }
  form.pace(slower);
});
open(0);
