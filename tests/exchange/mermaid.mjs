// Has Mermaid draw flowcharts in Chromium, and compares what it drew with what is expected.
// Run in the folder that holds node_modules: node mermaid.mjs CHROMIUM FOLDER..., where each folder has graph.mmd and
// expected.json: {nodes: [text], words: [text of an arrow], lines: number, dotted: number, tooMuch: boolean},
// white space as single spaces; only tooMuch for a chart that is not to be drawn.

import {deepStrictEqual, strictEqual} from 'node:assert';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const {chromium} = require('playwright-core');
const [executablePath, ...folders] = process.argv.slice(2);

const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic']});
const page = await browser.newPage();
page.on('dialog', dialog => {
  dialog.dismiss();
  throw new Error(`a dialog: ${dialog.message()}`);
});
page.on('request', request => {
  throw new Error(`asked for ${request.url()}`);
});
await page.setContent('<!DOCTYPE html><body></body>');
await page.addScriptTag({content: readFileSync('node_modules/mermaid/dist/mermaid.min.js', 'utf8')});

/** Draws a chart and returns its labels, its arrows, and what should not be there; with higher limits only if it must. */
const draw = async ({source, tooMuch}) => {
  mermaid.initialize({startOnLoad: false, ...tooMuch ? {maxTextSize: 1e7, maxEdges: 1e5} : {}});
  await mermaid.parse(source);
  const {svg} = await mermaid.render('chart', source);
  document.body.innerHTML = svg;
  const plain = element => element.textContent.replace(/\s+/g, ' ').trim();
  const labels = kind => [...document.querySelectorAll(kind)].map(plain);
  return {
    nodes: labels('.nodes .node .nodeLabel'),
    words: labels('.edgeLabels .edgeLabel .label').filter(text => text !== ''),
    lines: document.querySelectorAll('.edgePaths path').length,
    dotted: document.querySelectorAll('.edgePaths path.edge-pattern-dotted').length,
    markup: [...document.body.querySelectorAll('script, a, img, b, i, strong, em, code')].map(element => element.outerHTML)
  };
};

/** Whether a page refuses to draw a chart with the limits that it has by default. */
const isRefused = async source => {
  mermaid.initialize({startOnLoad: false, maxTextSize: 5e4, maxEdges: 500});
  try {
    const {svg} = await mermaid.render('refused', source);
    return svg.includes('Maximum text size in diagram exceeded');
  } catch(error) {
    return error.message.includes('Edge limit exceeded');
  }
};

for(const folder of folders) {
  const source = readFileSync(join(folder, 'graph.mmd'), 'utf8');
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  strictEqual(await page.evaluate(isRefused, source), expected.tooMuch, `${folder}: refused by default`);
  if(!expected.nodes) {
    continue;
  }
  const drawn = await page.evaluate(draw, {source, tooMuch: expected.tooMuch});
  deepStrictEqual(drawn.nodes.toSorted(), expected.nodes.toSorted(), folder);
  deepStrictEqual(drawn.words.toSorted(), expected.words.toSorted(), folder);
  strictEqual(drawn.lines, expected.lines, `${folder}: arrows`);
  strictEqual(drawn.dotted, expected.dotted, `${folder}: dotted arrows`);
  deepStrictEqual(drawn.markup, [], `${folder}: text became markup`);
}
await browser.close();
