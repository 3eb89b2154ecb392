// The source texts, a tab each, with the words marked that carry claims.

const tabs = byId('tabs');
const texts = byId('texts');
const marks = [];

const press = (element, action) => {
  element.addEventListener('click', action);
  element.addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      action();
    }
  });
};

// Words that carry claims. Blanks alone, between two quotes, are no button: they have no name.
const markOf = (words, claims) => {
  const mark = make('mark', {'data-c': claims.join(' ')}, words);
  if (words.trim() !== '') {
    mark.setAttribute('tabindex', '0');
    mark.setAttribute('role', 'button');
    press(mark, () => choose(claims));
  }
  marks.push({element: mark, claims});
  return mark;
};

const markedText = source => {
  const pane = make('div', {class: 'p-text', lang: source.language, dir: 'auto'});
  let done = 0;
  for (const [start, end, claims] of source.marks) {
    pane.append(source.text.slice(done, start));
    pane.append(markOf(source.text.slice(start, end), claims));
    done = end;
  }
  pane.append(source.text.slice(done));
  return pane;
};

// Without a text, the quotes alone.
const quotesOnly = number => {
  const list = make('ul', {class: 'p-text'});
  data.claims.forEach((claim, at) => {
    for (const evidence of claim.evidence) {
      if (evidence.source !== number) continue;
      list.append(make('li', {dir: 'auto'}, markOf(evidence.quote, [at])));
    }
  });
  return make('div', {}, make('p', {class: 'p-quiet'}, 'The text is missing, so these quotes are not verified:'), list);
};

const panels = data.sources.map((source, number) => {
  const tab = make('button', {type: 'button', role: 'tab', id: `page:tab-${number}`, 'aria-controls': `page:panel-${number}`}, source.label);
  tab.addEventListener('click', () => change({tab: number}));
  tab.addEventListener('keydown', event => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (step === undefined) return;
    const next = (number + step + data.sources.length) % data.sources.length;
    change({tab: next});
    byId(`tab-${next}`).focus();
  });
  tabs.append(tab);
  const panel = make('div', {role: 'tabpanel', id: `page:panel-${number}`, 'aria-labelledby': `page:tab-${number}`, tabindex: '0'});
  const origin = [source.url, source.licence].filter(words => words !== null);
  if (origin.length > 0) panel.append(make('p', {class: 'p-quiet'}, origin.join(' · ')));
  panel.append(source.text === null ? quotesOnly(number) : markedText(source));
  texts.append(panel);
  return {tab, panel};
});
if (panels.length === 0) {
  tabs.remove();
  texts.append(make('p', {class: 'p-quiet'}, 'This graph has no source texts.'));
}

views.push(changes => {
  // Highlighted words are scrolled into view, on their tab.
  const first = marks.find(mark => mark.claims.some(at => lit.has(at)));
  const chosen = 'claims' in changes || 'node' in changes;
  if (chosen && first !== undefined && !('tab' in changes)) {
    const onTab = marks.some(mark => mark.claims.some(at => lit.has(at)) && panels[state.tab].panel.contains(mark.element));
    if (!onTab) state.tab = panels.findIndex(({panel}) => panel.contains(first.element));
  }
  panels.forEach(({tab, panel}, number) => {
    const open = number === state.tab;
    tab.setAttribute('aria-selected', String(open));
    tab.setAttribute('tabindex', open ? '0' : '-1');
    panel.hidden = !open;
  });
  for (const {element, claims} of marks) {
    const on = claims.some(at => lit.has(at));
    element.classList.toggle('p-on', on);
    if (element.hasAttribute('role')) element.setAttribute('aria-pressed', String(on));
    element.classList.toggle('p-dim', !claims.some(at => passing.has(at)));
  }
  if (chosen) {
    const target = marks.find(mark => mark.element.classList.contains('p-on') && panels[state.tab].panel.contains(mark.element));
    target?.element.scrollIntoView({block: 'center'});
  }
});
