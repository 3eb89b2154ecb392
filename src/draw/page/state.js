// What is known and what is chosen. Everything on the page is a view of `state`; `change` redraws all of them.
// Texts from the dossier are only ever set as text, never as HTML.

const byId = id => document.getElementById(`page:${id}`);
const data = JSON.parse(byId('data').textContent);

const nothing = {claims: [], node: null, query: '', status: '', speaker: '', type: '', source: '', view: 'picture', tab: 0};
const state = {...nothing};
const views = [];

// An element with attributes, a text or children.
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children);
  return element;
};

// The claims that a node is an end of, or says.
const claimsOf = node => data.claims.flatMap((claim, at) =>
  claim.subject === node || claim.object === node || claim.voices.includes(node) ? [at] : []);

const fold = text => text.normalize('NFKD').toLowerCase();

const haystacks = data.claims.map(claim => fold([
  claim.id, claim.sentence, claim.status, ...claim.speakers, ...claim.via, ...(claim.details ?? []), ...claim.evidence.map(evidence => evidence.quote),
].join('\n')));

const typesOf = claim => [claim.subject, claim.object].filter(node => node !== null).map(node => data.nodes[node].type);

// Whether a claim passes the filters.
const passes = (claim, at) =>
  (state.query === '' || haystacks[at].includes(fold(state.query)))
  && (state.status === '' || claim.status === state.status)
  && (state.speaker === '' || claim.speakers.includes(state.speaker))
  && (state.type === '' || typesOf(claim).includes(state.type))
  && (state.source === '' || claim.evidence.some(evidence => evidence.work === state.source));

let passing = new Set();
// The claims that are lit: those chosen, or all of the node that is.
let lit = new Set();

const change = changes => {
  Object.assign(state, changes);
  passing = new Set(data.claims.flatMap((claim, at) => passes(claim, at) ? [at] : []));
  lit = new Set(state.node === null ? state.claims : claimsOf(state.node));
  for (const view of views) view(changes);
};

const choose = (claims, more = {}) => change({claims, node: null, ...more});
const chooseNode = node => change({claims: [], node});

// The state as a fragment of the address, so that it can be shared.
const remember = () => {
  const words = new URLSearchParams();
  for (const at of state.claims) words.append('claim', data.claims[at].id);
  if (state.node !== null) words.set('node', data.nodes[state.node].id);
  for (const name of ['query', 'status', 'speaker', 'type', 'source']) {
    if (state[name] !== '') words.set(name, state[name]);
  }
  if (state.view !== 'picture') words.set('view', state.view);
  if (state.tab !== 0) words.set('tab', data.sources[state.tab].id);
  const fragment = words.toString();
  history.replaceState(null, '', fragment === '' ? location.pathname + location.search : `#${fragment}`);
};

const recall = () => {
  const words = new URLSearchParams(location.hash.slice(1));
  const found = {...nothing};
  found.claims = words.getAll('claim').map(id => data.claims.findIndex(claim => claim.id === id)).filter(at => at >= 0);
  const node = data.nodes.findIndex(known => known.id === words.get('node'));
  found.node = node >= 0 ? node : null;
  for (const name of ['query', 'status', 'speaker', 'type', 'source']) found[name] = words.get(name) ?? '';
  found.view = words.get('view') === 'list' ? 'list' : 'picture';
  found.tab = Math.max(0, data.sources.findIndex(source => source.id === words.get('tab')));
  change(found);
};
