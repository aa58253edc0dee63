// The whole browser side. Everything here only makes quicker what plain links and forms already do.
//   data-swap="id"      link, form or button: fetch, then put the element with this id in place of ours
//   data-live           button: pressed by itself a moment after something was typed into its form
//   data-confirm="…"    form or button: ask first, in the page's dialog
//   data-keep="name"    form: what was typed survives a reload of this tab
//   data-poll="url"     element with an id: look again every second until the attribute is gone
//   data-focus          element of an answer: where to read on after a swap
//   data-print          button: print; shown only where this module runs
//   data-download       form: is answered with a file, so that it can be sent again
//   data-forget         form: clears what was kept (signing out)

const byId = id => document.getElementById(id);
let swapped = false; // whether the address was changed without loading a page

export function toast(text) {
  const box = document.createElement('div');
  box.className = 'toast';
  box.setAttribute('role', 'status');
  document.body.append(box);
  box.textContent = text;
  setTimeout(() => box.remove(), 4000);
}

function ask(question) {
  const dialog = byId('ask');
  byId('ask-text').textContent = question;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(done => dialog.addEventListener('close', () => done(dialog.returnValue === 'yes'), { once: true }));
}

// Puts the answer's element in the place of ours; false when the answer has no such element.
function put(id, answer) {
  const ours = byId(id), theirs = answer.getElementById(id);
  if (!ours || !theirs) return false;
  const focused = document.activeElement?.id;
  ours.replaceWith(theirs);
  ready(theirs);
  const on = theirs.querySelector('[data-focus]');
  if (on) on.focus();
  else if (focused) byId(focused)?.focus({ preventScroll: true });
  const notice = answer.getElementById('notice')?.textContent.trim();
  if (notice && id !== 'notice') toast(notice);
  return true;
}

async function fetchPage(url, options) {
  const response = await fetch(url, { ...options, headers: { accept: 'text/html' } });
  const text = await response.text();
  return { response, answer: new DOMParser().parseFromString(text, 'text/html') };
}

async function swap(id, url, options, keepAddress) {
  const ours = byId(id);
  ours?.setAttribute('aria-busy', 'true');
  try {
    const { response, answer } = await fetchPage(url, options);
    if (!put(id, answer)) { location.assign(response.url); return; }
    document.title = answer.title;
    if (!keepAddress) {
      swapped = true;
      history.pushState(null, '', response.url);
    }
  } catch {
    // The network is gone: what was typed stays, the person may try again.
    ours?.removeAttribute('aria-busy');
    throw new Error('offline');
  }
}

function kept(form) {
  return [...form.elements].filter(e => e.name && !['password', 'file', 'hidden', 'submit', 'button'].includes(e.type));
}

function restore(form) {
  const key = 'keep:' + form.dataset.keep;
  const save = () => sessionStorage.setItem(key, JSON.stringify(kept(form).map(e => e.type === 'radio' || e.type === 'checkbox' ? e.checked : e.value)));
  const values = JSON.parse(sessionStorage.getItem(key) || 'null');
  const elements = kept(form);
  if (values?.length === elements.length) {
    elements.forEach((e, i) => typeof values[i] === 'boolean' ? e.checked = values[i] : e.value = values[i]);
  }
  form.addEventListener('input', save);
  form.addEventListener('submit', () => sessionStorage.removeItem(key));
}

function poll(element) {
  const { id } = element;
  const again = async () => {
    const url = byId(id)?.dataset.poll;
    if (!url) return;
    if (document.hidden) { setTimeout(again, 2000); return; }
    try {
      const { answer } = await fetchPage(url);
      // An element that comes back with the attribute starts its own next look.
      if (!put(id, answer)) location.assign(url);
    } catch { setTimeout(again, 5000); }
  };
  setTimeout(again, 1000);
}

function live(button) {
  const { form } = button;
  let timer;
  const send = () => {
    if (form.getAttribute('aria-busy') === 'true') timer = setTimeout(send, 500);
    else form.requestSubmit(button);
  };
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(send, 800); });
}

// What an element needs when it enters the page.
function ready(root) {
  const find = selector => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  find('form[data-keep]').forEach(restore);
  find('[data-poll]').forEach(poll);
  find('[data-live]').forEach(live);
  find('[data-print]').forEach(e => e.hidden = false);
}

document.addEventListener('submit', async event => {
  const form = event.target, by = event.submitter;
  if (form.method === 'dialog') return;
  const question = by?.dataset.confirm || form.dataset.confirm;
  if (question && !form.dataset.asked) {
    event.preventDefault();
    if (await ask(question)) {
      form.dataset.asked = '1';
      form.requestSubmit(by);
    }
    return;
  }
  delete form.dataset.asked;
  if (form.hasAttribute('data-forget')) sessionStorage.clear();
  // A second press while the first is on its way would send it twice.
  if (form.getAttribute('aria-busy') === 'true') { event.preventDefault(); return; }
  // A download leaves the page as it is.
  if (form.method === 'post' && !form.hasAttribute('data-download')) form.setAttribute('aria-busy', 'true');
  const id = by?.dataset.swap || form.dataset.swap;
  if (!id) return;
  event.preventDefault();
  const data = new FormData(form, by);
  const files = [...data.values()].some(value => value instanceof File);
  const body = files ? data : new URLSearchParams(data);
  const url = by?.getAttribute('formaction') || form.getAttribute('action') || location.href;
  try {
    if (form.method === 'get') await swap(id, url.split('?')[0] + '?' + body);
    else await swap(id, url, { method: 'POST', body }, true);
  } catch {
    toast(document.body.dataset.offline);
  } finally {
    form.removeAttribute('aria-busy');
  }
});

document.addEventListener('click', event => {
  const target = event.target.closest('a[data-swap], [data-print]');
  if (!target) {
    document.querySelectorAll('details.menu[open]').forEach(menu => menu.contains(event.target) || (menu.open = false));
  } else if (target.hasAttribute('data-print')) {
    print();
  } else if (!event.defaultPrevented && !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    swap(target.dataset.swap, target.href).catch(() => toast(document.body.dataset.offline));
  }
});

document.addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && document.querySelector('details.menu[open]');
  if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
});

addEventListener('popstate', () => swapped && location.reload());
// Coming back to a page from the browser's cache: its forms are free again.
addEventListener('pageshow', () => document.querySelectorAll('form[aria-busy]').forEach(form => form.removeAttribute('aria-busy')));
ready(document);
