// Draws DOT files with Graphviz as WebAssembly and writes the SVG beside each; whatever it says is an error.
// Run in the folder that holds node_modules: node draw.mjs FILE...

import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const entry = createRequire(join(process.cwd(), 'package.json')).resolve('@hpcc-js/wasm-graphviz');
const {Graphviz} = await import(pathToFileURL(entry));
const said = [];
for(const name of ['log', 'warn', 'error']) {
  console[name] = (...words) => said.push(words.join(' '));
}
for(const file of process.argv.slice(2)) {
  // A module of its own for each file: a failure leaves the others alone.
  Graphviz.unload();
  const graphviz = await Graphviz.load();
  try {
    writeFileSync(`${file}.svg`, graphviz.dot(readFileSync(file, 'utf8')));
  } catch(error) {
    said.push(`${file}: ${error.message ?? error}`);
  }
}
if(said.length > 0) {
  process.stderr.write(`${said.join('\n')}\n`);
  process.exit(1);
}
