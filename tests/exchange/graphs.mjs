// Reads what was written with graphology and cytoscape.js, and compares it with the node-link data beside it.
// Run in the folder that holds node_modules: node graphs.mjs FOLDER...

import {deepStrictEqual, strictEqual} from 'node:assert';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const {MultiDirectedGraph} = require('graphology');
const gexf = require('graphology-gexf');
const graphml = require('graphology-graphml');
const cytoscape = require('cytoscape');

const read = (folder, name) => readFileSync(join(folder, name), 'utf8');

/** A value as XML can hold it. */
const asXml = value => Array.isArray(value) ? value.map(asXml)
  : typeof value === 'string' ? value.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd') : value;

/** The vertices by IRI and the edges by IRI of the node-link data, with their values changed. */
function reference(folder, change) {
  const data = JSON.parse(read(folder, 'graph.nodelink.json'));
  const iris = new Map(data.nodes.map(node => [node.id, node.iri]));
  const changed = object => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
  const vertices = new Map(data.nodes.map(node => [node.iri, changed(node)]));
  const edges = new Map(data.links.map(({source, target, key, ...link}) =>
    [link.iri, {ends: [iris.get(source), iris.get(target)], properties: changed(link)}]));
  const keys = new Map(data.links.map(({iri, key}) => [iri, key]));
  strictEqual(vertices.size, data.nodes.length);
  strictEqual(edges.size, data.links.length);
  return {vertices, edges, keys};
}

/** Compares a graph with the one that is expected, element by element. */
function compare(what, found, expected) {
  strictEqual(found.vertices.size, expected.vertices.size, `${what}: vertices`);
  strictEqual(found.edges.size, expected.edges.size, `${what}: edges`);
  for(const kind of ['vertices', 'edges']) {
    for(const [iri, element] of expected[kind]) {
      deepStrictEqual(found[kind].get(iri), element, `${what}: ${iri}`);
    }
  }
}

function ofGraphology(graph) {
  const iri = node => graph.getNodeAttribute(node, 'iri');
  const vertices = new Map(graph.mapNodes((_, properties) => [properties.iri, {...properties}]));
  const edges = new Map(graph.mapEdges((_, properties, source, target) =>
    [properties.iri, {ends: [iri(source), iri(target)], properties: {...properties}}]));
  strictEqual(vertices.size, graph.order);
  strictEqual(edges.size, graph.size);
  return {vertices, edges};
}

/** Reads JSON where a list is expected. */
function readLists(found, expected) {
  for(const kind of ['vertices', 'edges']) {
    for(const [iri, element] of found[kind]) {
      const [own, other] = [element.properties ?? element, expected[kind].get(iri)];
      for(const [name, value] of Object.entries(other?.properties ?? other ?? {})) {
        if(Array.isArray(value)) {
          own[name] = JSON.parse(own[name]);
        }
      }
    }
  }
  return found;
}

function checkGraphml(folder) {
  // The JSON of lists escapes what XML cannot hold, but for two characters.
  const asGraphml = value => Array.isArray(value)
    ? value.map(text => text.replace(/[\ufffe\uffff]/g, '\ufffd')) : asXml(value);
  const expected = reference(folder, asGraphml);
  for(const properties of expected.vertices.values()) {
    properties.labelV = properties.labels[0];
    properties.labels = properties.labels.map(label => `:${label}`).join('');
  }
  for(const {properties} of expected.edges.values()) {
    properties.label = properties.labelE = properties.type;
    delete properties.type;
  }
  const graph = graphml.parse(MultiDirectedGraph, read(folder, 'graph.graphml'));
  compare('graphology, GraphML', readLists(ofGraphology(graph), expected), expected);
}

function checkGexf(folder) {
  const expected = reference(folder, asXml);
  for(const properties of expected.vertices.values()) {
    properties.label = properties.name ?? properties.label ?? properties.id;
    delete properties.id;
  }
  for(const {properties} of expected.edges.values()) {
    properties.label = properties.kind = properties.type;
    delete properties.type;
    delete properties.id;
  }
  const graph = gexf.parse(MultiDirectedGraph, read(folder, 'graph.gexf'));
  compare('graphology, GEXF', ofGraphology(graph), expected);
}

function checkCytoscape(folder) {
  const expected = reference(folder, value => value);
  const document = JSON.parse(read(folder, 'graph.cyjs'));
  const graph = cytoscape({headless: true, elements: document.elements});
  const vertices = new Map(graph.nodes().map(node => [node.data('iri'), {...node.data()}]));
  const edges = new Map(graph.edges().map(edge => {
    const {source, target, interaction, name, ...properties} = edge.data();
    strictEqual(properties['shared name'], name);
    delete properties['shared name'];
    properties.type = interaction;
    // An edge that would be called like a vertex has a longer id.
    strictEqual(properties.id.startsWith(expected.keys.get(properties.iri)), true);
    properties.id = expected.edges.get(properties.iri).properties.id;
    if(properties.id === undefined) {
      delete properties.id;
    }
    strictEqual(edge.hasClass(interaction), true);
    strictEqual(edge.source().id(), source);
    return [properties.iri, {ends: [edge.source().data('iri'), edge.target().data('iri')], properties}];
  }));
  for(const properties of vertices.values()) {
    strictEqual(properties['shared name'], properties.name ?? properties.label ?? null);
    delete properties['shared name'];
    const node = graph.getElementById(properties.id);
    strictEqual(properties.labels.every(label => node.hasClass(label)), true);
    strictEqual(node.isParent() || node.isChild(), false);
  }
  compare('cytoscape.js', {vertices, edges}, expected);
}

for(const folder of process.argv.slice(2)) {
  checkCytoscape(folder);
  checkGraphml(folder);
  checkGexf(folder);
}
