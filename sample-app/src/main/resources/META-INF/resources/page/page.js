import './ask-form.js';
import './trajectory-board.js';
import './answer-panel.js';
import './run-bill.js';
import './run-history.js';
import { Feed } from './feed.js';
import { describe } from './model-facts.js';
import { Run } from './run.js';
import { keep, kept } from './storage.js';
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
let slower = Number(kept(PACE)) || 1;
let asking = null; // what has been asked, while it is no run yet
let turn = 0; // of those who want something shown; the last one has it

function newName() {
  return crypto.randomUUID?.() ?? String(Math.random());
}

async function call(path, options) {
  const response = await fetch(path, options).catch(() => {
    throw new Error('The application does not answer; is it still running?');
  });
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
  refreshForm();
  if (run.over) {
    refreshFacts();
  }
}

/** Whether there is something to cancel, or to see the end of. */
function refreshForm() {
  form.running = Boolean(asking || (run && !run.over));
  form.whole = !asking && Boolean(feed?.whole);
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

/** As if nothing had been asked. */
function clear() {
  feed?.close();
  run = null;
  feed = null;
  race.replaceChildren();
  refreshForm();
}

async function ask({ question, effort, seed, tools, follow }) {
  const own = { turn: ++turn, cancelled: false, id: null };
  asking = own;
  refreshForm(); // at once, so that nothing is asked twice
  const conversation = follow && run ? run.conversation : newName();
  try {
    const { id } = await call('/api/runs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ question, effort, seed, tools, conversation }),
    });
    own.id = id;
    if (own.cancelled) {
      cancel(id);
    }
    const recorded = await call(`/api/runs/${id}`);
    asking = null;
    history.add(recorded);
    if (own.turn === turn) {
      window.history.pushState(null, '', `#/runs/${id}`);
      begin(recorded);
      feed.listen(`/api/runs/${id}/events`);
    }
  } catch (error) {
    asking = null;
    form.error = error.message;
  }
  refreshForm();
}

function cancel(id) {
  call(`/api/runs/${id}`, { method: 'DELETE' }).catch((error) => (form.error = error.message));
}

/** The run that the address names. */
function named() {
  return /^#\/runs\/([\w-]+)$/.exec(location.hash)?.[1];
}

/** Shows a run: one that is over is played again, one under way is followed. */
async function open(pace, id) {
  const own = ++turn;
  if (!id) {
    clear();
    return;
  }
  try {
    const recorded = await call(`/api/runs/${id}`);
    if (own !== turn) {
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
    if (own === turn) {
      clear();
      form.error = error.message;
      form.scrollIntoView({ block: 'nearest' });
    }
  }
}

/** The same for somebody who has chosen it, and reads on there. */
async function reopen(pace, id) {
  await open(pace, id);
  if (run) {
    race.focus();
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
  if (asking?.id) {
    cancel(asking.id);
  } else if (asking) {
    asking.cancelled = true; // as soon as it is a run
  } else if (run && !run.over) {
    cancel(run.id);
    feed.skip();
  }
});
document.addEventListener('skip', () => feed?.skip());
document.addEventListener('replay', () => reopen(slower, run.id));
document.addEventListener('again', (event) => {
  form.fill(event.detail.question, event.detail);
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  window.scrollTo({ top: 0, behavior: still ? 'auto' : 'smooth' });
});
document.addEventListener('forgotten', () => form.focus());
document.addEventListener('pace', (event) => {
  slower = event.detail;
  keep(PACE, String(slower));
  feed?.pace(slower);
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address is the run's
  form.focus();
});
window.addEventListener('hashchange', () => reopen(0, named()));

themeButton(document.querySelector('#theme'));
await form.updateComplete;
refreshFacts().then((model) => {
  // A small model is done before one can look; the page shows it slower, and says so.
  if (!kept(PACE) && model && model.facts.parameters < 1e8) {
    slower = 4;
  }
  form.pace(slower);
});
open(0, named());
