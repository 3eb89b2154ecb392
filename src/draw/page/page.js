// What is chosen in words, the filters, and the rest.

const details = byId('details');

const link = (words, action) => {
  const button = make('button', {type: 'button', class: 'p-link', dir: 'auto'}, words);
  button.addEventListener('click', action);
  return button;
};

const claimDetails = at => {
  const claim = data.claims[at];
  const parts = [make('h2', {dir: 'auto'}, claim.sentence)];
  const voice = claim.speakers.length > 0 ? ` said by ${claim.speakers.join(' and ')}` : '';
  const relay = claim.via.length > 0 ? `, via ${claim.via.join(' and ')}` : '';
  parts.push(make('p', {}, make('span', {class: 'p-badge'}, claim.status), `${voice}${relay}`));
  for (const words of claim.details ?? []) parts.push(make('p', {dir: 'auto'}, words));
  for (const evidence of claim.evidence) {
    const place = evidence.verified ? `${evidence.work}, line ${evidence.line}` : `${evidence.work}, not verified`;
    parts.push(make('blockquote', {dir: 'auto'}, evidence.quote), make('p', {class: 'p-quiet'}, place));
  }
  const about = claim.about.map(other => link(data.claims[other].sentence, () => choose([other])));
  const denials = data.claims.flatMap((other, number) => other.about.includes(at) ? [link(other.sentence, () => choose([number]))] : []);
  if (about.length > 0) parts.push(make('p', {class: 'p-quiet'}, 'Refers to: '), ...about);
  if (denials.length > 0) parts.push(make('p', {class: 'p-quiet'}, 'Claims about it: '), ...denials);
  return parts;
};

const claimList = claims => make('ul', {}, ...claims.map(at => make('li', {}, link(data.claims[at].sentence, () => choose([at])))));

views.push(() => {
  if (state.node !== null) {
    const node = data.nodes[state.node];
    const [name, ...words] = node.words.split('\n');
    details.replaceChildren(make('h2', {dir: 'auto'}, name), make('p', {class: 'p-words p-quiet', dir: 'auto'}, words.join('\n')), claimList(claimsOf(state.node)));
  } else if (state.claims.length === 1) {
    details.replaceChildren(...claimDetails(state.claims[0]));
  } else if (state.claims.length > 1) {
    details.replaceChildren(make('h2', {}, `${state.claims.length} claims are supported by these words`), claimList(state.claims));
  } else {
    details.replaceChildren(make('p', {class: 'p-quiet'}, 'Select an arrow, a card or highlighted words. Press Escape to clear the selection.'));
  }
});

const sorted = words => [...new Set(words)].sort(collator.compare);
const filters = {
  status: sorted(data.claims.map(claim => claim.status)),
  speaker: sorted(data.claims.flatMap(claim => claim.speakers)),
  type: sorted(data.claims.flatMap(typesOf)),
  source: sorted(data.claims.flatMap(claim => claim.evidence.map(evidence => evidence.work))),
};
for (const [name, values] of Object.entries(filters)) {
  const select = byId(name);
  select.append(make('option', {value: ''}, 'any'), ...values.map(value => make('option', {value}, value)));
  select.addEventListener('change', () => change({[name]: select.value}));
}
byId('query').addEventListener('input', event => change({query: event.target.value}));
byId('filters').addEventListener('submit', event => event.preventDefault());
byId('reset').addEventListener('click', event => {
  event.preventDefault();
  change({...nothing, view: state.view, tab: state.tab});
});
views.push(() => {
  for (const name of ['query', 'status', 'speaker', 'type', 'source']) {
    if (byId(name).value !== state[name]) byId(name).value = state[name];
  }
  const [some, every] = [passing.size.toLocaleString('en'), data.claims.length.toLocaleString('en')];
  const claims = data.claims.length === 1 ? 'claim' : 'claims';
  byId('count').textContent = passing.size === data.claims.length ? `${every} ${claims}` : `${some} of ${every} ${claims}`;
});

for (const view of ['picture', 'list']) {
  byId(`view-${view}`).addEventListener('click', () => change({view}));
  views.push(() => {
    byId(view).hidden = state.view !== view;
    byId(`view-${view}`).setAttribute('aria-pressed', String(state.view === view));
  });
}

// Light, dark, or as the system wants it.
const dark = matchMedia('(prefers-color-scheme: dark)');
let theme = 'auto';
const showTheme = () => {
  document.documentElement.dataset.theme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
  byId('theme').textContent = `Colours: ${theme}`;
};
byId('theme').addEventListener('click', () => {
  const themes = ['auto', 'light', 'dark'];
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  showTheme();
});
dark.addEventListener('change', showTheme);
showTheme();

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && (state.claims.length > 0 || state.node !== null)) choose([]);
});
views.push(remember);
addEventListener('hashchange', recall);
recall();
