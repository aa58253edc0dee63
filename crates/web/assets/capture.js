// Noting facts by taps, also without a network. Each tap has an identifier of its own and waits in this browser's
// storage, one entry a tap, until the server has answered for it: closing the page loses nothing, sending twice stores once.
const form = document.querySelector('form[data-capture]');
if (form) {
  const prefix = `capture:${form.dataset.capture}:`;
  const find = name => form.querySelector(`[data-${name}]`);
  const [told, text, undo, queue] = ['told', 'text', 'undo', 'queue'].map(find);
  const tiles = [...form.elements].filter(e => e.name === 'person');
  const noted = new Map(); // child and fact → identifier of the statement
  const flying = new Set(); // what a request is carrying now
  let again = 0, pause = 2000, last = null;

  const key = (person, fact) => person + ' ' + fact;
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const chosen = () => form.querySelector('input[name=fact]:checked');
  const waiting = () => Object.keys(localStorage).filter(k => k.startsWith(prefix)).map(k => JSON.parse(localStorage[k]))
    .sort((a, b) => a.at - b.at || a.n - b.n);
  // crypto.randomUUID is missing where a school serves without TLS.
  const uuid = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = b[6] & 15 | 64;
    b[8] = b[8] & 63 | 128;
    return [...b].map((v, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + v.toString(16).padStart(2, '0')).join('');
  };

  function paint() {
    const fact = chosen();
    for (const tile of tiles) {
      const refused = tile.dataset.refused.split(' ');
      tile.disabled = fact ? refused.includes(fact.dataset.purpose) : refused.length === 5;
      tile.checked = !!fact && noted.has(key(tile.value, fact.value));
    }
  }

  function say(words, wish) {
    told.hidden = false;
    text.textContent = words;
    last = wish || null;
    undo.hidden = !wish;
  }

  function count(words) {
    const n = waiting().length;
    queue.dataset.queue = n;
    queue.textContent = words || (n ? fill(form.dataset.waiting, { n }) : form.dataset.sent);
    if (n) told.hidden = false;
  }

  let n = 0;
  function put(wish) {
    wish = { ...wish, id: uuid(), at: Date.now(), n: n++ };
    localStorage[prefix + wish.id] = JSON.stringify(wish);
    count();
    send();
    return wish;
  }

  function note(tile, fact) {
    const wish = put({ person: +tile.value, fact: fact.value, subject: form.elements.subject.value, note: form.elements.note.value.trim() });
    noted.set(key(tile.value, fact.value), wish.id);
    form.elements.note.value = '';
    const name = fact.parentElement.textContent.replace(/^! /, '');
    say(fill(form.dataset.said, { name: tile.dataset.name, fact: name }), { tile, fact });
  }

  function takeBack(tile, fact) {
    const id = noted.get(key(tile.value, fact.value));
    noted.delete(key(tile.value, fact.value));
    const wish = JSON.parse(localStorage[prefix + id] || 'null');
    // What no request has carried yet is simply forgotten; any other may have arrived.
    if (wish && !wish.tried) localStorage.removeItem(prefix + id);
    else if (id) put({ back: id });
    say(fill(form.dataset.undone, { name: tile.dataset.name }));
    count();
    paint();
  }

  async function send() {
    const wishes = waiting().slice(0, 50);
    if (flying.size || !wishes.length) return;
    clearTimeout(again);
    for (const wish of wishes) {
      flying.add(wish.id);
      localStorage[prefix + wish.id] = JSON.stringify({ ...wish, tried: true });
    }
    let words;
    try {
      const response = await fetch(form.action, {
        method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(wishes), redirect: 'error', signal: AbortSignal.timeout?.(30000),
      });
      if (response.status === 401) words = form.dataset.signin;
      else if (response.status < 500 && !response.ok) words = form.dataset.stuck;
      if (!response.ok) throw new Error(response.status);
      (await response.json()).forEach(answered);
      pause = 2000;
    } catch {
      again = setTimeout(send, pause = Math.min(pause * 2, 60000));
    } finally {
      flying.clear();
    }
    count(words);
    if (pause === 2000) send();
  }

  function answered({ id, state, why }) {
    const wish = JSON.parse(localStorage[prefix + id] || 'null');
    localStorage.removeItem(prefix + id);
    if (state !== 'refused' || !wish) return;
    if (!wish.back && noted.get(key(wish.person, wish.fact)) === id) noted.delete(key(wish.person, wish.fact));
    say(why);
    paint();
  }

  for (const [person, fact, id] of JSON.parse(form.dataset.noted)) noted.set(key(person, fact), id);
  for (const wish of waiting()) {
    if (!wish.back) noted.set(key(wish.person, wish.fact), wish.id);
    else for (const [k, id] of noted) if (id === wish.back) noted.delete(k);
  }
  find('send').hidden = true;
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('change', ({ target }) => {
    const fact = chosen();
    if (target.name === 'fact') paint();
    else if (target.name !== 'person') return;
    else if (!fact) { target.checked = false; say(form.dataset.choose); }
    else if (target.checked) note(target, fact);
    else takeBack(target, fact);
  });
  undo.addEventListener('click', () => { const { tile, fact } = last; takeBack(tile, fact); });
  addEventListener('online', () => { pause = 2000; send(); });
  paint();
  count();
  send();
}
