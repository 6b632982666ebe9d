import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, base, bill, launch, picture, visit } from './browser.js';

/* With a model whose words are written beforehand: it calls tools, and thinks as long as a test needs. */

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser.close());

test('a tool call is shown with its result, and the next round with the answer', async () => {
  const page = await visit(browser);
  await ask(page, 'What is 12 * 8 - 15?', 'medium');
  await bill(page);

  assert.equal(await page.locator('trajectory-board').count(), 2);
  assert.match(await page.locator('trajectory-board .call').innerText(), /calculator[\s\S]*12 \* 8 - 15[\s\S]*81/);
  assert.match(await page.locator('answer-panel .answer').innerText(), /The tool says: 81/);
  assert.match(await page.locator('run-bill dl').innerText(), /2 rounds/);
  await page.locator('trajectory-board .call').scrollIntoViewIfNeeded();
  await page.waitForTimeout(700);
  await picture(page, 'tool-light');
  assert.deepEqual(page.complaints, []);
});

test('what a tool refuses is marked as such', async () => {
  const page = await visit(browser);
  await ask(page, 'Something wrong, please.', 'low');
  await bill(page);

  assert.match(await page.locator('trajectory-board .call .failed').innerText(), /degree 3/);
});

test('a run that is cancelled stops, in the page and in the model', async () => {
  const page = await visit(browser);
  await ask(page, 'Think slowly.', 'high');
  await page.locator('trajectory-lane .track > [class^=s]').first().waitFor();

  await page.getByRole('button', { name: 'Cancel' }).click();

  await page.getByText('Cancelled.').waitFor();
  await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
  for (let i = 0; i < 100; i++) {
    const { load } = await (await fetch(`${base}/api/model`)).json();
    if (load.rows === 0 && load.cacheBytes === 0) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('the rows are still there');
});

test('a connection that breaks is made again, and nothing is missing', async () => {
  const page = await visit(browser);
  const heard = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/events')) {
      heard.push(request.headers()['last-event-id'] ?? '0');
    }
  });
  // The first connection breaks after a part of the events; the browser makes the second one itself.
  let connections = 0;
  await page.route('**/events', async (route) => {
    connections++;
    if (connections > 1) {
      return route.continue();
    }
    const whole = await route.fetch();
    const part = (await whole.text()).split('\n\n').slice(0, 6).join('\n\n');
    return route.fulfill({ response: whole, body: `retry: 100\n\n${part}\n\n` });
  });
  await ask(page, 'What is 12 * 8 - 15?', 'low');
  await bill(page);

  assert.equal(connections, 2);
  assert.ok(Number(heard[1]) > 0, `the second connection began behind event ${heard[1]}`);
  const id = page.url().split('/').at(-1);
  const run = await (await fetch(`${base}/api/runs/${id}`)).json();
  const steps = run.events.filter(({ event }) => event.type === 'step').length;
  assert.equal(await page.locator('trajectory-lane .track > [class^=s]').count(), steps);
});
