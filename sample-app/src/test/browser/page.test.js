import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { QUESTION, ask, base, bill, cells, launch, moreSettings, picture, seen, shownRun, visit, watch, winners } from './browser.js';

/* Questions, runs and what is kept of them, with the embedded model. */

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser.close());

test('a question is asked, watched and answered', async () => {
  const page = await visit(browser, { slower: 2 });
  await ask(page, QUESTION, 'high');

  assert.equal(await page.locator('trajectory-lane').count(), 32);
  assert.equal(await page.locator('trajectory-lane[data-place=winner]').count(), 0);
  await cells(page, 60);
  await picture(page, 'during-light');
  await page.locator('trajectory-board .call .result').waitFor();
  await page.waitForTimeout(500);
  await picture(page, 'call-light');
  await bill(page);

  const boards = page.locator('trajectory-board');
  assert.equal(await boards.count(), 2);
  for (const board of await boards.all()) {
    assert.equal(await board.locator('trajectory-lane[data-place=winner]').count(), 1);
    assert.equal(await board.locator('trajectory-lane[data-place=loser]').count(), 31);
  }
  assert.match(await boards.first().locator('h2').innerText(), /^Round 1: 32 trajectories/);
  assert.match(await boards.last().locator('h2').innerText(), /^Round 2: 32 trajectories/);
  const call = page.locator('trajectory-board .call');
  assert.equal(await call.count(), 1);
  assert.match(await call.innerText(), /^Trajectory \d+ calls calculator\s+12 \* 8 - 15 - 26\s+→\s+returned:\s+55$/);
  assert.equal(await boards.last().locator('.call').count(), 0);
  assert.match(await boards.first().locator('.reason').innerText(), /^Trajectory \d+ of 32 .*calculator.*\.$/);
  assert.match(await page.locator('answer-panel .answer').innerText(), /55/);
  assert.match(await page.locator('answer-panel .reason').innerText(), /^Trajectory \d+ of 32 .*'55'.*\.$/);
  const aloud = await page.locator('answer-panel [aria-live]').textContent();
  assert.match(aloud, /The answer: .*55/);
  assert.doesNotMatch(aloud, /\\/);
  await page.waitForTimeout(700); // until nothing moves
  await picture(page, 'after-light');
  assert.deepEqual(page.complaints, []);
});

test('the bill is the sum of all rounds', async () => {
  const page = await visit(browser, { slower: 1 });
  await ask(page, QUESTION, 'low');
  await bill(page);

  const text = (await page.locator('run-bill dl').innerText()).replaceAll(',', '');
  const all = /\d+ of the winner \(\d+ thinking \d+ answer\) of\s+(\d+) of all/.exec(text);
  const rounds = /2 rounds with tools between them: (\d+) \+ (\d+) tokens/.exec(text);
  assert.ok(all && rounds, text);
  assert.equal(Number(rounds[1]) + Number(rounds[2]), Number(all[1]));
});

test('effort is how many trajectories there are', async () => {
  const page = await visit(browser, { slower: 1 });
  for (const [effort, k] of [['low', 2], ['medium', 8]]) {
    await ask(page, QUESTION, effort);
    assert.equal(await page.locator('trajectory-lane').count(), k);
    await bill(page);

    for (const board of await page.locator('trajectory-board').all()) {
      assert.equal(await board.locator('trajectory-lane').count(), k);
    }
  }
});

test('with effort auto more trajectories begin as they are needed', async () => {
  const page = await visit(browser, { slower: 1 });
  await page.getByLabel('with tools: calculator, convert, solve, statistics').uncheck();
  await watch(page, () => {
    const heading = document.querySelector('trajectory-board')?.shadowRoot.querySelector('h2')?.textContent ?? '';
    return Number(/(\d+) trajectories/.exec(heading)?.[1] ?? 0);
  });
  await ask(page, 'Compute (17 * 23 + 45) * 3 - 48 / 6.', 'auto');
  await bill(page);

  const counts = (await seen(page)).filter((count) => count > 0);
  const all = counts.at(-1);
  assert.equal(counts[0], 4);
  assert.ok(all > 4 && all <= 32, `${counts}`);
  assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
  assert.equal(await page.locator('trajectory-lane').count(), all);
  assert.equal((await winners(page)).length, 1);
  assert.match(await page.locator('trajectory-board .reason').innerText(), new RegExp(`^Effort: 4, then .*${all} trajectories`));
  const stopped = (await events(page)).filter(({ type }) => type === 'stopped');
  assert.equal(await page.locator('trajectory-lane', { hasText: 'given up' }).count(), stopped.length);
});

test('each example is answered, with the tool that it shows', async () => {
  const examples = [
    ['Boxes of apples', 'calculator', /55/],
    ['Brackets', 'calculator', /79/],
    ['Large numbers', 'calculator', /99453/],
    ['Pounds', 'convert', /113\.39\d*\s+kilograms/],
    ['An equation', 'solve', /x\s*=\s*9/],
    ['A median', 'statistics', /25/],
  ];
  const page = await visit(browser, { slower: 1 });
  assert.deepEqual(await page.locator('ask-form .examples button').allInnerTexts(), examples.map(([name]) => name));
  for (const [name, tool, answer] of examples) {
    await page.getByRole('button', { name, exact: true }).click();
    // Of twelve seeds one, 9, calls the calculator for the pounds.
    await ask(page, await page.getByLabel('Your question').inputValue(), 'low', 2);
    await bill(page);

    assert.equal((await winners(page)).length, 2, name);
    assert.deepEqual(await page.locator('trajectory-board .call strong').allInnerTexts(), [tool]);
    assert.equal(await page.locator('trajectory-board .call .failed').count(), 0, name);
    assert.match((await page.locator('answer-panel .answer').innerText()).normalize('NFKC'), answer); // x is 𝑥 in a formula
  }
});

test('without tools there is one round and no call', async () => {
  const page = await visit(browser, { slower: 1 });
  await page.getByLabel('with tools: calculator, convert, solve, statistics').uncheck();
  await ask(page, 'Compute 7 * 8 - 5.', 'medium');
  await bill(page);

  assert.equal((await winners(page)).length, 1);
  assert.equal(await page.locator('trajectory-board .call').count(), 0);
  assert.match(await page.locator('answer-panel .answer').innerText(), /51/);
  assert.doesNotMatch(await page.locator('run-bill dl').innerText(), /rounds/);
});

test('a round that is over is folded to its winner, and unfolded again', async () => {
  const page = await visit(browser, { slower: 1 });
  await ask(page, QUESTION, 'medium');
  await bill(page);
  const first = page.locator('trajectory-board').first();
  const lanes = first.locator('trajectory-lane:visible');
  assert.equal(await lanes.count(), 1);
  assert.equal(await lanes.first().getAttribute('data-place'), 'winner');
  assert.match(await lanes.first().locator('.texts').innerText(), /12 \* 8 - 15 - 26/);

  await first.getByRole('button', { name: 'Show all 8 trajectories' }).click();
  assert.equal(await lanes.count(), 8);
  assert.equal(await first.locator('trajectory-lane[data-place=winner]').count(), 1);

  await first.getByRole('button', { name: 'Show the winner alone' }).click();
  assert.equal(await lanes.count(), 1);
});

test('a trajectory that is chosen shows its steps and their scores', async () => {
  const page = await visit(browser, { slower: 1 });
  await ask(page, QUESTION, 'medium');
  await bill(page);

  await page.getByRole('button', { name: /^Trajectory 5,/ }).click();

  const words = page.locator('trajectory-board .words');
  assert.match(await words.innerText(), /rajectory 5\b/);
  assert.match(await words.locator('.chip').first().innerText(), /^(0\.\d{3}|1\.000)$/);
});

test('a link shows the run again, with the same winners, call and answer', async () => {
  const page = await visit(browser, { slower: 1 });
  await ask(page, QUESTION, 'medium');
  await bill(page);
  const link = new URL(page.url()).hash;
  const shown = await outcome(page);
  assert.equal(shown.winners.length, 2);

  const another = await visit(browser, { slower: 1, link: `/${link}` });
  await bill(another);
  assert.equal(await another.locator('answer-panel .question').innerText(), QUESTION);

  assert.deepEqual(await outcome(another), shown);
  await another.getByRole('button', { name: 'Watch again' }).click();
  await another.locator('trajectory-lane[data-place=running]').first().waitFor();
  assert.equal(await another.locator('trajectory-board').count(), 1);
  await bill(another);
  assert.deepEqual(await outcome(another), shown);
});

test('a run that is no longer kept is told of', async () => {
  const page = await visit(browser, { link: '/#/runs/gone' });

  await page.locator('ask-form .error', { hasText: "no run 'gone'" }).waitFor();
});

test('back and forward show what the address names', async () => {
  const page = await visit(browser, { slower: 1 });
  await askBoth(page);
  const shown = page.locator('answer-panel .question');

  await page.goBack();
  await shown.filter({ hasText: '7 * 8 - 5' }).waitFor();
  await bill(page);
  await page.goBack();
  await shown.waitFor({ state: 'detached' });
  await page.goForward();
  await bill(page);
  await page.keyboard.press('Home');
  await page.getByText('Skip to the question').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Watch again' }).click();
  await page.locator('trajectory-lane[data-place=running]').first().waitFor();
  await bill(page);
  assert.match(await shown.innerText(), /7 \* 8 - 5/);
});

test('a double click asks, and does not cancel', async () => {
  const page = await visit(browser, { slower: 1 });
  await page.getByLabel('Your question').fill('Compute 7 * 8 - 5.');
  await page.getByRole('button', { name: 'Ask', exact: true }).dblclick();
  await bill(page);

  assert.match(await page.locator('answer-panel .answer').innerText(), /51/);
});

test('what is shown slower can be hurried, or left for another question', async () => {
  const page = await visit(browser, { slower: 1000 });
  await ask(page, 'Compute 7 * 8 - 5.', 'low');
  const end = page.getByRole('button', { name: 'Show the end' });
  await end.waitFor();
  assert.equal(await page.locator('run-bill dl').count(), 0);

  await page.getByLabel('Your question').fill('Compute 9 * 9.');
  await page.getByLabel('Your question').press('Enter');
  await page.locator('answer-panel .question', { hasText: '9 * 9' }).waitFor();
  await end.click();
  await bill(page);
  assert.match(await page.locator('answer-panel .answer').innerText(), /81/);

  await page.getByRole('button', { name: 'Watch again' }).click();
  await moreSettings(page, true);
  await page.getByLabel('Show it').selectOption('1');
  await bill(page);
});

test('what cannot be asked says why, and asks nothing', async () => {
  const page = await visit(browser);
  const before = page.url();
  await page.getByLabel('Your question').fill('   ');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByLabel('Your question').fill('Compute 9 * 9.');
  await moreSettings(page, true);
  await page.getByLabel('Seed').fill('many');
  await moreSettings(page, false);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  assert.equal(await page.locator('ask-form details').evaluate((details) => details.open), true);
  assert.equal(page.url(), before);

  await page.getByLabel('Seed').fill('3');
  await page.route('**/api/runs', (route) => route.abort());
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.locator('ask-form .error', { hasText: 'does not answer; is it still running?' }).waitFor();
  await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
});

test('two tabs share one history', async () => {
  const page = await visit(browser, { slower: 1 });
  const other = await page.context().newPage();
  await other.goto(base);
  await other.locator('#facts', { hasText: 'parameters' }).waitFor();
  await ask(page, 'Compute 7 * 8 - 5.', 'low');
  await ask(other, 'Compute 9 * 9.', 'low');

  for (const tab of [page, other]) {
    await tab.locator('run-history li').nth(1).waitFor();
    assert.match((await tab.locator('run-history li').allInnerTexts()).join(), /9 \* 9[\s\S]*7 \* 8 - 5/);
  }
});

test('the history has questions and settings, and asks again with the same seed', async () => {
  const page = await visit(browser, { slower: 1 });
  const tools = page.getByLabel('with tools: calculator, convert, solve, statistics');
  await tools.uncheck();
  await ask(page, 'Compute 7 * 8 - 5.', 'low', 7);
  await bill(page);
  await page.reload();
  assert.equal(await tools.isChecked(), true);

  const item = page.locator('run-history li');
  assert.match(await item.innerText(), /Compute 7 \* 8 - 5\.[\s\S]*low, seed 7, without tools/);
  await item.getByRole('button').click();
  assert.equal(await page.getByLabel('Your question').inputValue(), 'Compute 7 * 8 - 5.');
  assert.equal(await page.getByLabel('Seed').inputValue(), '7');
  assert.equal(await tools.isChecked(), false);
});

test('the history can be exported', async () => {
  const page = await visit(browser, { slower: 1 });
  await askBoth(page);

  const download = page.waitForEvent('download');
  await page.locator('run-history').getByRole('button', { name: 'Export questions' }).click();
  const file = await download;

  assert.equal(file.suggestedFilename(), 'metastone-questions.json');
  const items = JSON.parse(readFileSync(await file.path(), 'utf8'));
  assert.deepEqual(
    items.map(({ question, effort, seed, tools }) => ({ question, effort, seed, tools })),
    [
      { question: 'Compute 9 * 9.', effort: 'low', seed: 3, tools: true },
      { question: 'Compute 7 * 8 - 5.', effort: 'low', seed: 3, tools: true },
    ],
  );
  for (const { id, question } of items) {
    assert.equal((await (await fetch(`${base}/api/runs/${id}`)).json()).question, question);
  }
});

test('a run can be exported', async () => {
  const page = await visit(browser, { slower: 1 });
  await ask(page, 'Compute 7 * 8 - 5.', 'low');
  await bill(page);

  const href = await page.getByRole('link', { name: 'Export JSON' }).getAttribute('href');
  const run = await (await fetch(base + href)).json();
  assert.equal(run.question, 'Compute 7 * 8 - 5.');
  const outlines = ['begun', 'toolCall', 'toolResult', 'done'];
  const events = run.events.map(({ event }) => event).filter(({ type }) => outlines.includes(type));
  assert.deepEqual(events.map(({ type }) => type), ['begun', 'toolCall', 'toolResult', 'begun', 'done']);
  assert.equal(events[1].name, 'calculator');
  assert.equal(events[2].result, '51');
  assert.equal(run.events.at(-1).event.bill.rounds, 2);
});

/** Two questions, one behind the other. */
async function askBoth(page) {
  for (const question of ['Compute 7 * 8 - 5.', 'Compute 9 * 9.']) {
    await ask(page, question, 'low', 3);
    await bill(page);
  }
}

/** What the feed has told of the run that is shown. */
async function events(page) {
  return (await shownRun(page)).events.map(({ event }) => event);
}

/** What a reader takes home from a run. */
async function outcome(page) {
  return {
    winners: await winners(page),
    calls: await page.locator('trajectory-board .call').allInnerTexts(),
    answer: await page.locator('answer-panel .answer').innerText(),
    bill: await page.locator('run-bill dl').innerText(),
  };
}
