import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { QUESTION, ask, bill, cells, launch, picture, visit } from './browser.js';

/* How the page looks, sounds and moves, with the embedded model and with runs that are made up. */

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser.close());

test('everything can be done from the keyboard', async () => {
  const page = await visit(browser, { slower: 1 });
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Tab'); // the theme
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
  await page.keyboard.press('Tab'); // the question
  await page.keyboard.type(QUESTION);
  for (let i = 0; i < 7; i++) {
    await page.keyboard.press('Tab'); // six examples, then the effort
  }
  await page.keyboard.press('ArrowLeft');
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Tab'); // the button, the tools, more settings
  }
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab'); // the seed
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await bill(page);

  assert.equal(await page.locator('trajectory-board').count(), 2);
  const last = page.locator('trajectory-board').last();
  assert.equal(await last.locator('trajectory-lane').count(), 2);
  const second = last.getByRole('button', { name: /^Trajectory 2,/ });
  await second.focus();
  await page.keyboard.press('Enter');
  assert.equal(await second.getAttribute('aria-pressed'), 'true');
});

test('on a phone nothing sticks out', async () => {
  const page = await visit(browser, { slower: 1, viewport: { width: 360, height: 780 } });
  for (const effort of ['low', 'medium', 'high']) {
    await ask(page, QUESTION, effort);
    await bill(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360), effort);
  }
  await page.waitForTimeout(700);
  await picture(page, 'after-phone');
});

test('the theme is the system\'s until one is chosen, and then stays', async () => {
  const page = await visit(browser, { slower: 2, colorScheme: 'dark' });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await ask(page, QUESTION, 'high');
  await cells(page, 60);
  await picture(page, 'during-dark');
  await bill(page);
  await page.waitForTimeout(700);
  await picture(page, 'after-dark');

  await page.getByRole('button', { name: 'Theme: system' }).click();
  assert.notEqual(await paper(), dark);
  await page.reload();
  assert.notEqual(await paper(), dark);
  await page.getByRole('button', { name: 'Theme: light' }).click();
  assert.equal(await paper(), dark);
});

test('what a model writes is text, never markup', async () => {
  const page = await visit(browser);
  const evil = '<img src=x onerror="document.title=1"> \\boxed{<script>1</script>}';
  await page.route('**/api/runs/evil', (route) => route.fulfill({ json: recorded('evil', 1, 1, evil) }));
  await page.evaluate(() => (location.hash = '#/runs/evil'));
  await bill(page);

  assert.match(await page.locator('answer-panel .answer').innerText(), /<img src=x onerror/);
  assert.equal(await page.locator('answer-panel .answer img').count(), 0);
  assert.equal(await page.title(), 'MetaStone');
});

test('formulas are drawn and read aloud as they are meant', async () => {
  const page = await visit(browser);
  const drawn = (texts) =>
    page.evaluate(async (all) => {
      const { maths, spoken } = await import('/page/maths.js');
      return all.map((text) => {
        const holder = document.createElement('p');
        holder.append(...maths(text));
        return [holder.innerHTML.replace(/ xmlns="[^"]*"/g, ''), spoken(text)];
      });
    }, texts);

  assert.deepEqual(
    await drawn(['$\\constructor$', '\\boxed{55} apples', '$\\frac12$', '$\\sqrt[3]{27}$', '9 eggs at $2 each, so $18', 'costs \\$5 and \\$7', '\\frac{1} {2}']),
    [
      ['$\\constructor$', 'constructor'],
      ['<math><mrow class="boxed"><mn>55</mn></mrow></math> apples', '55 apples'],
      ['<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>', 'frac12'],
      ['<math><mroot><mrow><mn>27</mn></mrow><mrow><mn>3</mn></mrow></mroot></math>', 'sqrt[3]{27}'],
      ['9 eggs at $2 each, so $18', '9 eggs at $2 each, so $18'],
      ['costs $5 and $7', 'costs $5 and $7'],
      ['<math><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></math>', '1/2'],
    ],
  );
});

test('a trajectory that forks goes on from what another has thought', async () => {
  const page = await visit(browser);
  const run = recorded('forked', 1, 2, 'Done.');
  const at = run.events.findIndex(({ event }) => event.type === 'selected');
  const fork = { type: 'forked', from: 0, trajectory: 1 };
  const step = { type: 'step', trajectory: 1, index: 2, score: 0.9, text: 'a step of its own', trajectoryScore: 0.7 };
  run.events.splice(at, 0, ...[fork, step].map((event) => ({ at: run.events[at].at, event })));
  run.events.forEach((entry, index) => (entry.id = index + 1));
  await page.route('**/api/runs/forked', (route) => route.fulfill({ json: run }));
  await page.evaluate(() => (location.hash = '#/runs/forked'));
  await bill(page);

  const steps = page.locator('trajectory-lane').nth(1).locator('.texts span:not(.now)');
  assert.deepEqual(await steps.allInnerTexts(), ['a step of number 0', 'a step of number 1', 'a step of its own']);
  assert.equal(await page.locator('trajectory-lane').nth(1).locator('.score').innerText(), '0.700');
});

test('a long formula keeps to the page on a phone', async () => {
  const page = await visit(browser, { viewport: { width: 360, height: 780 } });
  const long = `\\[ ${Array.from({ length: 40 }, (_, i) => i).join(' + ')} = 780 \\]`;
  await page.route('**/api/runs/wide', (route) => route.fulfill({ json: recorded('wide', 2, 2, long) }));
  await page.evaluate(() => (location.hash = '#/runs/wide'));
  await bill(page);

  assert.equal(await page.locator('answer-panel math').count(), 1);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
});

test('32 trajectories of 60 steps stay smooth', async (t) => {
  const page = await visit(browser);
  await page.route('**/api/runs/long', (route) => route.fulfill({ json: recorded('long', 32, 60, 'Done.') }));
  await page.evaluate(() => {
    window.frames = [];
    let last = performance.now();
    const frame = (now) => {
      window.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    location.hash = '#/runs/long';
  });
  await bill(page);
  await page.evaluate(() => (window.frames = []));
  await page.getByRole('button', { name: 'Watch again' }).click();
  await page.locator('trajectory-lane[data-place=running]').first().waitFor();
  await bill(page);

  const frames = (await page.evaluate(() => window.frames)).sort((a, b) => a - b);
  const at = (share) => frames[Math.floor(share * (frames.length - 1))].toFixed(1);
  t.diagnostic(`${frames.length} frames: median ${at(0.5)} ms, 95 % within ${at(0.95)} ms, longest ${at(1)} ms`);
  assert.equal(await page.locator('trajectory-lane .track > [class^=s]').count(), 32 * 60);
  const [cell, track] = await page.locator('trajectory-lane .track').first().evaluate((element) => [
    [...element.querySelectorAll('[class^=s]')].at(-1).getBoundingClientRect().right,
    element.getBoundingClientRect().right,
  ]);
  assert.ok(cell <= track + 0.5, `the last step ends at ${cell}, its lane at ${track}`);
  assert.ok(Number(at(0.5)) < 100, `the median frame took ${at(0.5)} ms`);
  assert.ok(Number(at(0.95)) < 250, `one frame in twenty took ${at(0.95)} ms or longer`);
});

/** A run made up: k trajectories of so many steps, in three seconds. */
function recorded(id, k, steps, answer) {
  const bill = {
    rounds: 1, promptTokens: 1, thinkingTokens: 1, answerTokens: 1, allTokens: k, firstTokenMillis: 1, millis: 3000,
  };
  const all = Array.from({ length: k }, (_, index) => index);
  const events = [{ type: 'begun', round: 1, trajectories: k, seed: 1, promptTokens: 1 }];
  for (let index = 0; index < steps; index++) {
    events.push({ type: 'tokens', texts: Object.fromEntries(all.map((trajectory) => [trajectory, 'a step '])) });
    all.forEach((trajectory) => {
      const score = ((trajectory * 7 + index * 3) % 100) / 100;
      events.push({ type: 'step', trajectory, index, score, text: `a step of number ${index}`, trajectoryScore: score });
    });
  }
  events.push(
    { type: 'selected', trajectory: 0, score: 0.5, reason: 'trajectory 1 wins', scores: all.map(() => 0.5) },
    { type: 'answer', text: answer },
    { type: 'ended', round: 1, finalAnswers: all.map(() => null), bill },
    { type: 'done', bill },
  );
  return {
    id, begun: '2026-01-01T00:00:00Z', question: 'A long one', effort: 'high', seed: 1, tools: [], over: true,
    events: events.map((event, index) => ({ id: index + 1, at: (index / events.length) * 3000, event })),
  };
}
