// The picture: its parts can be chosen; it can be moved and zoomed.

const canvas = byId('canvas');
const svg = canvas.querySelector('svg');
svg.setAttribute('preserveAspectRatio', 'xMidYMin meet');

// The elements of claims and nodes. Our own pictures say what a group shows; those of Graphviz have ids only.
const partsOf = (name, id, others) => {
  const said = [...svg.querySelectorAll(`[data-${name}]`)].filter(element => element.dataset[name] === id);
  if (said.length > 0) return said;
  return [id, ...others.map(other => id + other)].map(known => document.getElementById(known))
    .filter(element => element !== null && svg.contains(element) && element.classList.contains(name));
};
const claimParts = data.claims.map(claim => partsOf('claim', claim.id, ['.subject', '.object', '/claim', '/row']));
const nodeParts = data.nodes.map(node => partsOf('node', node.id, []));

const act = (element, label, action) => {
  element.classList.add('p-act');
  element.setAttribute('tabindex', '0');
  element.setAttribute('role', 'button');
  // What can be seen comes first, so that it can be spoken to.
  const visible = [...element.querySelectorAll('text')].map(text => text.textContent).join(' ');
  if (/[\u0590-\u109f]/.test(visible)) {
    // Lines of letters that join are mistaken for icons by checkers, which then miss them in a label: here the title is the name.
    let title = element.querySelector(':scope > title');
    if (title === null) title = element.insertBefore(document.createElementNS(svg.namespaceURI, 'title'), element.firstChild);
    if (element.dataset.node === undefined && element.dataset.claim === undefined) title.textContent = label;
  } else {
    element.setAttribute('aria-label', visible === '' ? label : `${visible}: ${label}`);
  }
  element.addEventListener('click', event => {
    event.preventDefault();
    event.stopPropagation();
    if (!moved) action();
  });
  element.addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      action();
    }
  });
};

// Links would lead away from the page.
for (const link of svg.querySelectorAll('a')) {
  link.removeAttribute('href');
  link.removeAttributeNS('http://www.w3.org/1999/xlink', 'href');
}
claimParts.forEach((parts, at) => {
  const claim = data.claims[at];
  const voice = claim.speakers.length > 0 ? `, ${claim.speakers.join(' and ')}` : '';
  for (const part of parts) act(part, `${claim.sentence} (${claim.status}${voice})`, () => choose([at]));
});
nodeParts.forEach((parts, at) => {
  const node = data.nodes[at];
  for (const part of parts) act(part, `${node.label} (${node.type})`, () => chooseNode(at));
});

views.push(() => {
  const nodes = new Set([...passing].flatMap(at => [data.claims[at].subject, data.claims[at].object]));
  claimParts.forEach((parts, at) => {
    for (const part of parts) {
      part.classList.toggle('p-on', lit.has(at));
      part.classList.toggle('p-dim', !passing.has(at));
      part.setAttribute('aria-pressed', String(lit.has(at)));
    }
  });
  nodeParts.forEach((parts, at) => {
    for (const part of parts) {
      part.classList.toggle('p-on', state.node === at);
      part.classList.toggle('p-dim', passing.size < data.claims.length && !nodes.has(at));
      part.setAttribute('aria-pressed', String(state.node === at));
    }
  });
});

// What is seen of the picture.
const whole = svg.viewBox.baseVal;
const all = {x: whole.x, y: whole.y, width: whole.width, height: whole.height};
let seen = {...all};
const show = () => svg.setAttribute('viewBox', `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
const zoom = (factor, x = 0.5, y = 0.5) => {
  const width = Math.min(all.width * 4, Math.max(all.width / 40, seen.width * factor));
  const height = seen.height * width / seen.width;
  seen = {x: seen.x + (seen.width - width) * x, y: seen.y + (seen.height - height) * y, width, height};
  show();
};
const move = (x, y) => {
  seen.x += x;
  seen.y += y;
  show();
};
const fit = () => {
  seen = {...all};
  show();
};
// Pixels of the screen in units of the picture.
const scale = () => Math.max(seen.width / canvas.clientWidth, seen.height / canvas.clientHeight);

byId('zoom-in').addEventListener('click', () => zoom(0.8));
byId('zoom-out').addEventListener('click', () => zoom(1.25));
byId('zoom-fit').addEventListener('click', fit);
canvas.addEventListener('wheel', event => {
  event.preventDefault();
  const box = canvas.getBoundingClientRect();
  zoom(Math.exp(event.deltaY * 0.0015), (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
}, {passive: false});
canvas.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = 40 * scale();
  const actions = {
    '+': () => zoom(0.8), '=': () => zoom(0.8), '-': () => zoom(1.25), '0': fit,
    ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0), ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step),
  };
  const action = actions[event.key];
  if (action !== undefined) {
    event.preventDefault();
    action();
  }
});

// Dragging: one pointer moves, two zoom. A drag is no click.
const pointers = new Map();
let moved = false;
canvas.addEventListener('pointerdown', event => {
  pointers.set(event.pointerId, event);
  if (pointers.size === 1) moved = false;
});
canvas.addEventListener('pointermove', event => {
  const before = pointers.get(event.pointerId);
  if (before === undefined) return;
  const [x, y] = [event.clientX - before.clientX, event.clientY - before.clientY];
  if (!moved && Math.hypot(x, y) < 4) return;
  moved = true;
  if (pointers.size === 1) {
    move(-x * scale(), -y * scale());
  } else {
    const other = [...pointers.values()].find(pointer => pointer.pointerId !== event.pointerId);
    const distance = pointer => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY);
    if (distance(event) > 0) zoom(distance(before) / distance(event));
  }
  pointers.set(event.pointerId, event);
});
for (const name of ['pointerup', 'pointercancel', 'pointerleave']) {
  canvas.addEventListener(name, event => pointers.delete(event.pointerId));
}
