import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';

/* A browser and the page in it; the application's address and where pictures go come from the environment. */

export const base = process.env.BASE_URL ?? 'http://localhost:8080';
const pictures = process.env.PICTURES ?? 'pictures';
mkdirSync(pictures, { recursive: true });

export const QUESTION =
  'A farm packs 12 boxes of 8 apples, gives 15 apples away and sells 26 of them. How many are left?';

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A new page of a new visitor, at the application's address or a link below it, who has it so many times slower than it happens
 * if that is said. Whatever the page complains of is collected.
 */
export async function visit(browser, options = {}) {
  const { link = '/', base: address = base, slower, ...settings } = options;
  const context = await browser.newContext({ viewport: { width: 1200, height: 1080 }, ...settings });
  context.setDefaultTimeout(30_000);
  if (slower) {
    await context.addInitScript((pace) => localStorage.setItem('metastone.slower', pace), String(slower));
  }
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      page.complaints.push(message.text());
    }
  });
  await page.goto(address + link);
  await page.locator('#facts', { hasText: 'parameters' }).waitFor();
  return page;
}

/** Asks with a seed, so that the same happens every time. */
export async function ask(page, question, effort = 'low', seed = 1) {
  await page.getByLabel('Your question').fill(question);
  await moreSettings(page, true);
  await page.getByLabel('Seed').fill(String(seed));
  await moreSettings(page, false);
  await page.getByRole('radio', { name: new RegExp(effort, 'i') }).check({ force: true });
  const before = page.url();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.waitForURL((url) => url.href !== before);
  await page.locator('trajectory-lane:visible').first().waitFor(); // the first is hidden once its round is folded
}

/** Opens or closes "More settings". */
export function moreSettings(page, open) {
  return page.locator('ask-form details').evaluate((details, wanted) => (details.open = wanted), open);
}

/** The run whose link the page's address is, as the feed has it. */
export async function shownRun(page) {
  return (await fetch(`${base}/api/runs/${page.url().split('/').at(-1)}`)).json();
}

/** One lane of each round, in order, that is the winner's; fails where a round has none or several. */
export async function winners(page) {
  const boards = await page.locator('trajectory-board').all();
  return Promise.all(boards.map((board) => board.locator('trajectory-lane[data-place=winner] button').getAttribute('aria-label')));
}

/** The run is over, and its bill is written. */
export async function bill(page) {
  await page.locator('run-bill dl').waitFor();
}

/** At least so many steps have been shown. */
export function cells(page, count) {
  return page.locator('trajectory-lane .track > [class^=s]').nth(count - 1).waitFor({ state: 'attached' });
}

/** Looks at something in the page with every frame from now on. `look` runs there, so it knows nothing from here. */
export function watch(page, look) {
  return page.evaluate(`(() => {
    const look = ${look};
    window.seen = [];
    const next = () => {
      const now = look();
      if (window.seen.at(-1) !== now) {
        window.seen.push(now);
      }
      requestAnimationFrame(next);
    };
    next();
  })()`);
}

/** What came to be seen, in order. */
export function seen(page) {
  return page.evaluate(() => window.seen);
}

export async function picture(page, name) {
  await page.screenshot({ path: `${pictures}/${name}.png` });
}
