import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, before, test } from 'node:test';
import { ask, base, bill, launch, moreSettings, picture, seen, shownRun, visit, watch } from './browser.js';

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
  assert.equal(await page.locator('trajectory-board').first().locator('trajectory-lane:visible').count(), 1);
  assert.match(await page.locator('trajectory-board .call').innerText(), /calculator[\s\S]*12 \* 8 - 15[\s\S]*81/);
  assert.match(await page.locator('answer-panel .answer').innerText(), /The tool says: 81/);
  assert.match(await page.locator('run-bill dl').innerText(), /2 rounds/);
  await page.waitForTimeout(700);
  await picture(page, 'tool-light');
  assert.deepEqual(page.complaints, []);
});

test('a call is seen running, then with its result, and only then the next round', async () => {
  const page = await visit(browser);
  await watch(page, () => {
    const boards = document.querySelectorAll('trajectory-board');
    const call = boards[0]?.shadowRoot.querySelector('.call');
    const waiting = document.querySelector('answer-panel')?.shadowRoot.querySelector('.waiting')?.textContent;
    const state = !call ? 'no call' : call.querySelector('.result') ? 'returned' : `running: ${waiting}`;
    return `${boards.length} rounds, ${state}`;
  });
  await ask(page, 'What is 12 * 8 - 15?', 'medium');
  await bill(page);

  assert.deepEqual(await seen(page), [
    '0 rounds, no call',
    '1 rounds, no call',
    '1 rounds, running: The winner calls calculator …',
    '1 rounds, returned',
    '2 rounds, returned',
  ]);
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

for (const [when, path] of [
  ['before it is accepted', '**/api/runs'],
  ['before it is shown', /\/api\/runs\/[\w-]+$/],
]) {
  test(`what is cancelled ${when} is cancelled as soon as it can be`, async () => {
    const page = await visit(browser);
    let goOn;
    const held = new Promise((resolve) => (goOn = resolve));
    let holds;
    const holding = new Promise((resolve) => (holds = resolve));
    await page.route(path, async (route) => {
      if (route.request().method() !== 'DELETE') {
        holds();
        await held;
      }
      await route.continue();
    });
    await page.getByLabel('Your question').fill('Think slowly.');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await holding;
    await page.getByRole('button', { name: 'Cancel' }).click();
    goOn();

    await page.getByText('Cancelled.').waitFor();
    await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
  });
}

test('earlier questions are remembered with the run that is shown, and by nobody else', async () => {
  const page = await visit(browser, { slower: 1 });
  await remember(page, true);
  await ask(page, 'What is 12 * 8 - 15?', 'low');
  await bill(page);
  const first = page.url();
  const { conversation } = await shownRun(page);

  await page.getByLabel('Your question').fill('1 + '.repeat(3000));
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.locator('ask-form .error', { hasText: 'tokens' }).waitFor();
  await ask(page, 'And what is 12 * 8 - 15?', 'low');
  await bill(page);
  assert.equal((await shownRun(page)).conversation, conversation);

  await remember(page, false);
  await ask(page, 'What is 12 * 8 - 15?', 'low');
  await bill(page);
  assert.notEqual((await shownRun(page)).conversation, conversation);

  await page.goto(first);
  await page.locator('answer-panel .question', { hasText: 'What is 12 * 8 - 15?' }).waitFor();
  await bill(page);
  await remember(page, true);
  await ask(page, 'How long are 10 miles?', 'low');
  await bill(page);
  assert.equal((await shownRun(page)).conversation, conversation);
});

async function remember(page, on) {
  await moreSettings(page, true);
  await page.getByLabel('remember earlier questions').setChecked(on);
}

test('a connection that breaks is made again, and nothing is missing', async () => {
  const line = await brokenLine();
  try {
    const page = await visit(browser, { base: line.address });
    await ask(page, 'What is 12 * 8 - 15?', 'low');
    await bill(page);

    assert.equal(line.heard.length, 2);
    assert.ok(Number(line.heard[1]) > 0, `the second connection began behind event ${line.heard[1]}`);
    const steps = (await shownRun(page)).events.filter(({ event }) => event.type === 'step').length;
    assert.equal(await page.locator('trajectory-lane .track > [class^=s]').count(), steps);
    assert.match(await page.locator('answer-panel .answer').innerText(), /^The tool says: 81\.$/);
  } finally {
    line.close();
  }
});

/** A way to the application that breaks the first stream of events after the third of them. */
async function brokenLine() {
  const heard = [];
  const server = createServer((incoming, outgoing) => {
    const forward = request(base + incoming.url, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      if (!incoming.url.endsWith('/events')) {
        answer.pipe(outgoing);
        return;
      }
      heard.push(incoming.headers['last-event-id'] ?? '0');
      outgoing.write('retry: 100\n\n');
      let events = 0;
      answer.on('data', (part) => {
        outgoing.write(part);
        events += String(part).split('id:').length - 1;
        if (heard.length === 1 && events >= 3) {
          setTimeout(() => outgoing.destroy(), 50);
          answer.destroy();
        }
      });
      answer.on('end', () => outgoing.end());
    });
    forward.on('error', () => outgoing.destroy());
    incoming.pipe(forward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { heard, address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
