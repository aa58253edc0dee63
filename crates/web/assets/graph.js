// The drawn graph: zoom, drag, search, and what hangs together when one looks at a point. Without it the drawing is
// there in its natural size, scrolls, and every point is a link.
for (const figure of document.querySelectorAll('[data-graph]')) {
  const frame = figure.querySelector('.scroll'), svg = frame.querySelector('svg.network');
  const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value];
  const nodes = [...svg.querySelectorAll('[data-node]')], arcs = [...svg.querySelectorAll('[data-from]')];
  let scale = 1;

  function zoom(to, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
    to = Math.min(2.5, Math.max(.1, to));
    const [left, top] = [(frame.scrollLeft + x) / scale, (frame.scrollTop + y) / scale];
    scale = to;
    svg.setAttribute('width', width * scale);
    svg.setAttribute('height', height * scale);
    frame.scrollTo(left * scale - x, top * scale - y);
  }

  const tools = document.createElement('div');
  tools.className = 'graph-tools';
  const add = (label, text, act) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.setAttribute('aria-label', label);
    button.title = label;
    button.textContent = text;
    button.addEventListener('click', act);
    tools.append(button);
  };
  add(figure.dataset.zoomOut, '−', () => zoom(scale / 1.25));
  add(figure.dataset.zoomIn, '+', () => zoom(scale * 1.25));
  add(figure.dataset.fit, '⤢', () => { zoom(Math.min(1, frame.clientWidth / width)); frame.scrollTo(0, 0); });
  const search = document.createElement('input');
  search.type = 'search';
  search.placeholder = figure.dataset.search;
  search.setAttribute('aria-label', figure.dataset.search);
  const count = document.createElement('span');
  count.setAttribute('role', 'status');
  tools.append(search, count);
  figure.prepend(tools);

  search.addEventListener('input', () => {
    const words = search.value.trim().toLowerCase();
    const hits = nodes.filter(node => words && node.querySelector('title').textContent.toLowerCase().includes(words));
    nodes.forEach(node => node.classList.toggle('hit', hits.includes(node)));
    count.textContent = words ? figure.dataset.found.replace('{n}', hits.length) : '';
    if (!hits.length) return;
    const box = hits[0].querySelector('rect');
    frame.scrollTo({
      left: box.x.baseVal.value * scale - frame.clientWidth / 2, top: box.y.baseVal.value * scale - frame.clientHeight / 2,
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
    });
  });

  // A point under the finger or the focus, with its lines and their other ends.
  const near = at => {
    const own = at === undefined ? [] : arcs.filter(a => a.dataset.from === at || a.dataset.to === at);
    const ends = new Set(own.flatMap(a => [a.dataset.from, a.dataset.to]));
    svg.classList.toggle('looking', own.length > 0);
    arcs.forEach(a => a.classList.toggle('near', own.includes(a)));
    nodes.forEach(n => n.classList.toggle('near', ends.has(n.dataset.node)));
  };
  for (const node of nodes) {
    for (const event of ['pointerenter', 'focus']) node.addEventListener(event, () => near(node.dataset.node));
    for (const event of ['pointerleave', 'blur']) node.addEventListener(event, () => near());
  }

  // Drag with the mouse; a finger scrolls by itself.
  let drag = null;
  frame.addEventListener('pointerdown', e => {
    if (e.pointerType === 'mouse' && e.button === 0) drag = { x: e.clientX, y: e.clientY, left: frame.scrollLeft, top: frame.scrollTop, moved: false };
  });
  addEventListener('pointermove', e => {
    if (!drag) return;
    const [dx, dy] = [e.clientX - drag.x, e.clientY - drag.y];
    if (Math.abs(dx) + Math.abs(dy) > 4) drag.moved = true;
    if (drag.moved) frame.scrollTo(drag.left - dx, drag.top - dy);
  });
  addEventListener('pointerup', () => setTimeout(() => drag = null));
  frame.addEventListener('click', e => { if (drag?.moved) e.preventDefault(); }, true);
  svg.addEventListener('dragstart', e => e.preventDefault());
  frame.addEventListener('wheel', e => {
    if (!e.ctrlKey) return;
    e.preventDefault();
    const box = frame.getBoundingClientRect();
    zoom(scale * (e.deltaY < 0 ? 1.1 : 1 / 1.1), e.clientX - box.left, e.clientY - box.top);
  }, { passive: false });
}
