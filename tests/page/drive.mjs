// Opens a page in Chromium and uses it as a reader would; whatever is wrong is printed, one line each.
// Run in the folder that holds node_modules: node drive.mjs PAGE EXPECTED, where EXPECTED is JSON:
//   {texts: [text or null], claims: [{id, spans: [[source, start, end]], quotes: [text]}]}   offsets in UTF-16 code units

import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const require = createRequire(join(process.cwd(), 'package.json'));
const {chromium} = require('playwright-core');
const axe = require('axe-core').source;
const [file, expectedFile] = process.argv.slice(2);
const expected = JSON.parse(readFileSync(expectedFile, 'utf8'));

const problems = [];
const check = (holds, words) => holds || problems.push(words);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});
const page = await browser.newPage({viewport: {width: 1400, height: 900}, colorScheme: 'light'});
page.on('console', message => problems.push(`console: ${message.text()}`));
page.on('pageerror', error => problems.push(`error: ${error.message}`));
page.on('dialog', dialog => {
  problems.push(`dialog: ${dialog.message()}`);
  dialog.dismiss();
});
const address = String(pathToFileURL(file));
page.on('request', request => {
  const own = request.url().split('#')[0] === address || request.url().startsWith('data:');
  check(own, `asked for ${request.url()}`);
});
await page.goto(address);
const at = name => page.locator(`[id="page:${name}"]`);

// The texts, and what is lit in them: [source, start, end] of each lit mark, joined where they touch.
const texts = () => page.evaluate(() => [...document.querySelectorAll('[role=tabpanel]')].map(panel => {
  const text = panel.querySelector('div.p-text');
  return text === null ? null : text.textContent;
}));
const lit = () => page.evaluate(() => {
  const found = [];
  [...document.querySelectorAll('[role=tabpanel]')].forEach((panel, source) => {
    const text = panel.querySelector('div.p-text');
    let start = 0;
    for (const child of text?.childNodes ?? []) {
      const end = start + child.textContent.length;
      if (child.nodeName === 'MARK' && child.classList.contains('p-on')) {
        const last = found.at(-1);
        if (last !== undefined && last[0] === source && last[2] === start) last[2] = end;
        else found.push([source, start, end]);
      }
      start = end;
    }
  });
  return found;
});
const joined = spans => {
  const sorted = spans.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const found = [];
  for (const [source, start, end] of sorted) {
    const last = found.at(-1);
    if (last !== undefined && last[0] === source && last[2] >= start) last[2] = Math.max(last[2], end);
    else found.push([source, start, end]);
  }
  return found;
};
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

check(same(await texts(), expected.texts), 'a text on the page is not the source');

// Every claim by its element in the picture, where it has one; else by the list.
let clicked = 0;
for (const claim of expected.claims) {
  const parts = page.locator(`[data-claim="${quoted(claim.id)}"].p-act, [id="${quoted(claim.id)}"].p-act.claim, [id="${quoted(claim.id)}.subject"].p-act`);
  const count = await parts.count();
  for (let part = 0; part < count; part += 1) {
    await parts.nth(part).dispatchEvent('click');
    clicked += 1;
    check(same(await lit(), joined(claim.spans)), `${claim.id}: other words are lit than those of its quotes`);
    const shown = await at('details').textContent();
    for (const quote of claim.quotes) check(shown.includes(quote), `${claim.id}: the quote is not among the details`);
  }
}
check(clicked > 0, 'no claim can be chosen in the picture');

// A real click in the middle of an element and one on marked words.
await page.keyboard.press('Escape');
check((await lit()).length === 0, 'Escape does not let go');
const mark = page.locator('mark[role=button]:visible').first();
await mark.click();
check(await page.locator('mark.p-on').count() > 0, 'a click on marked words lights nothing');
const carried = (await mark.getAttribute('data-c')).split(' ').length;
check(carried === 1 || (await at('details').locator('li').count()) === carried, 'marked words do not list their claims');

// By keyboard alone: from the picture on with Tab to a part, Enter, Escape.
await page.keyboard.press('Escape');
await at('canvas').focus();
await page.keyboard.press('Tab');
check(await page.evaluate(() => document.activeElement.classList.contains('p-act')), 'Tab does not reach the parts of the picture');
await page.keyboard.press('Enter');
check((await page.locator('svg .p-on').count()) > 0, 'Enter does not choose');
check((await page.evaluate(() => location.hash)).length > 1, 'the address does not say what is chosen');
await page.keyboard.press('Escape');
check((await page.locator('svg .p-on').count()) === 0, 'Escape does not let go in the picture');

// Zoom.
const box = () => page.locator('[id="page:canvas"] > svg').getAttribute('viewBox');
const before = await box();
await at('zoom-in').click();
check(await box() !== before, 'zoom does nothing');
await at('zoom-fit').click();
const [whole, fitted] = [before, await box()].map(words => words.split(' ').map(Number));
check(whole.every((length, at) => Math.abs(length - fitted[at]) < 0.01), 'fit does not show the whole picture');

// The list: all claims, sorted both ways, filtered, and back by the address.
await at('view-list').click();
const rows = page.locator('[id="page:list"] tbody tr:visible');
check(await rows.count() === expected.claims.length, 'the list does not hold every claim');
const heading = page.locator('[id="page:list"] th').first();
const firsts = () => page.evaluate(() => [...document.querySelectorAll('[id="page:list"] tbody tr')].map(row => row.cells[0].textContent));
const collator = (a, b) => new Intl.Collator('en', {numeric: true}).compare(a, b);
await heading.locator('button').click();
check(await heading.getAttribute('aria-sort') === 'ascending', 'the heading does not say how the list is sorted');
check(same((await firsts()).map(String), (await firsts()).toSorted(collator)), 'the list is not sorted');
await heading.locator('button').click();
check(await heading.getAttribute('aria-sort') === 'descending', 'the heading does not sort the other way');
const target = expected.claims[expected.claims.length - 1];
await at('query').fill(target.id);
const some = await rows.count();
check(some >= 1 && some <= expected.claims.length, 'the search finds nothing');
check((await at('count').textContent()).includes('claims'), 'the number of claims is not told');
await rows.first().locator('button').click();
const shared = page.url();
const state = async () => [await rows.count(), await at('query').inputValue(), await lit(), await at('list').isVisible()];
const there = await state();
await page.goto('about:blank');
await page.goto(shared);
check(same(await state(), there), 'the address does not bring the state back');
const options = await at('status').locator('option').allTextContents();
await at('reset').click();
for (const status of options.slice(1)) {
  await at('status').selectOption(status);
  const cells = await rows.locator('td:nth-child(4)').allTextContents();
  check(cells.length > 0 && cells.every(words => words === status), `the filter for ${status} lets others through`);
}
await at('reset').click();
check(await rows.count() === expected.claims.length, 'the reset does not show all');

// Nobody is shut out: axe in every view and colour.
for (const scheme of ['light', 'dark']) {
  await page.emulateMedia({colorScheme: scheme});
  for (const view of ['picture', 'list']) {
    await at(`view-${view}`).click();
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const result = await window.axe.run(document);
      return result.violations.map(violation => `${violation.id}: ${violation.nodes[0].html.slice(0, 160)} ${violation.nodes[0].failureSummary}`);
    });
    for (const violation of violations) problems.push(`axe, ${scheme} ${view}: ${violation}`);
  }
}

// On paper picture and list stand below each other.
await page.emulateMedia({media: 'print'});
check(await at('list').isVisible() && await at('picture').isVisible(), 'print leaves out the list or the picture');

await browser.close();
process.stdout.write(`${JSON.stringify({clicked})}\n`);
if (problems.length > 0) {
  process.stderr.write(`${[...new Set(problems)].slice(0, 30).join('\n')}\n`);
  process.exit(1);
}

function quoted(text) {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
