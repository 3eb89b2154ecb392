// Reads JSON-LD files as strictly as jsonld.js can, and writes each as canonical N-Quads beside it.
// Run in the folder that holds node_modules: node read.mjs FILE...

import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const jsonld = createRequire(join(process.cwd(), 'package.json'))('jsonld');

const documentLoader = url => {
  throw new Error(`asked for ${url}`);
};

for(const file of process.argv.slice(2)) {
  const document = JSON.parse(readFileSync(file, 'utf8'));
  const quads = await jsonld.canonize(document, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    safe: true,
    documentLoader
  });
  writeFileSync(`${file}.js.nq`, quads);
}
