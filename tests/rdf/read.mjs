// Reads RDF files with N3.js, and writes each as N-Quads beside it.
// Run in the folder that holds node_modules: node read.mjs FILE...

import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const {Parser, Writer} = createRequire(join(process.cwd(), 'package.json'))('n3');

const formats = {
  ttl: 'text/turtle',
  trig: 'application/trig',
  nt: 'application/n-triples',
  nq: 'application/n-quads'
};

for(const file of process.argv.slice(2)) {
  const format = formats[file.split('.').pop()];
  const quads = new Parser({format}).parse(readFileSync(file, 'utf8'));
  const writer = new Writer({format: 'application/n-quads'});
  writeFileSync(`${file}.js.nq`, writer.quadsToString(quads));
}
