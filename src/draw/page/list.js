// The claims as a table that can be sorted, for those who do not look at the picture.

const columns = [
  ['Subject', claim => claim.subjectWords],
  ['Relation', claim => claim.relation],
  ['Object', claim => claim.objectWords],
  ['Status', claim => claim.status],
  ['Said by', claim => claim.speakers.join(' and ')],
  ['Words', claim => claim.evidence.map(evidence => `“${evidence.quote}”`).join(' ')],
];
// Rows have properties of their own.
if (data.claims.some(claim => claim.details !== undefined)) columns.push(['Properties', claim => (claim.details ?? []).join('; ')]);
const order = {column: -1, down: false};
const collator = new Intl.Collator(undefined, {numeric: true});

const rows = data.claims.map((claim, at) => {
  const row = make('tr');
  columns.forEach(([, words], number) => {
    const cell = make('td', {dir: 'auto'});
    if (number === 0) {
      const button = make('button', {type: 'button', class: 'p-link'}, words(claim));
      button.addEventListener('click', () => choose([at]));
      cell.append(button);
    } else {
      cell.append(words(claim));
    }
    row.append(cell);
  });
  return row;
});
const heads = columns.map(([name], number) => {
  const button = make('button', {type: 'button'}, name);
  button.addEventListener('click', () => {
    order.down = order.column === number && !order.down;
    order.column = number;
    sort();
  });
  return make('th', {scope: 'col', 'aria-sort': 'none'}, button);
});
const body = make('tbody', {}, ...rows);

const sort = () => {
  const words = order.column < 0 ? null : columns[order.column][1];
  const numbers = data.claims.map((_, at) => at);
  if (words !== null) {
    numbers.sort((a, b) => (order.down ? -1 : 1) * collator.compare(words(data.claims[a]), words(data.claims[b])) || a - b);
  }
  body.append(...numbers.map(at => rows[at]));
  heads.forEach((head, number) => {
    head.setAttribute('aria-sort', number !== order.column ? 'none' : order.down ? 'descending' : 'ascending');
  });
};
byId('list').append(make('table', {}, make('caption', {class: 'p-quiet'}, 'All claims. Click a column heading to sort.'), make('thead', {}, make('tr', {}, ...heads)), body));

views.push(() => {
  rows.forEach((row, at) => {
    row.hidden = !passing.has(at);
    row.classList.toggle('p-on', lit.has(at));
  });
});
