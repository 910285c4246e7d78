// The chat on a page of another site: a button, and a panel with the residents' pages in a frame. It is the body of a
// function that EmbedScript.cs calls with `site`: { origins, isKnown, words }. Everything stands in a shadow tree with a
// constructed style sheet, so that neither page's styles reach the other and no content security policy is in the way.
'use strict';
const script = document.currentScript;
const name = 'council-webchat';
if (!script || document.querySelector(name)) {
  return;
}
const source = new URL(script.src);
const asked = source.searchParams;
const page = document.documentElement;
const tag = [asked.get('lang'), page.lang].map((lang) => (lang || '').toLowerCase().split('-')[0]).find((lang) => Object.hasOwn(site.words, lang));
const words = site.words[tag || 'en'];

const make = (kind, attributes, ...content) => {
  const element = document.createElement(kind);
  for (const attribute in attributes) {
    element.setAttribute(attribute, attributes[attribute]);
  }
  element.append(...content);
  return element;
};
const address = (path, more) => {
  const query = new URLSearchParams({ page: location.pathname, ...more });
  if (site.isKnown) {
    query.set('service', asked.get('service'));
  }
  return `${source.origin}${path}?${query}`;
};

// What this tab knows while its visitor goes from page to page: { open, live, lang, unread }.
let state = {};
try {
  state = JSON.parse(sessionStorage.getItem(name)) || {};
} catch {
  // Then each page begins anew.
}
const keep = (change) => {
  Object.assign(state, change);
  try {
    sessionStorage.setItem(name, JSON.stringify(state));
  } catch {
    // As above.
  }
};

const host = make(name, { lang: tag || 'en', dir: tag === 'ar' ? 'rtl' : 'ltr' });
let root = host;
let isStyled = false;
try {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial !important; position: fixed !important; inset: auto 1rem 1rem auto !important; z-index: 2147483000 !important; font: 1.1875rem/1.3 system-ui, "Segoe UI", Roboto, arial, sans-serif !important; }
    @media print { :host { display: none !important; } }
    [hidden] { display: none !important; }
    .open, .shut { box-sizing: border-box; min-width: 44px; min-height: 44px; padding: .5rem 1rem; border: 2px solid transparent; border-radius: 4px; background: #0b5351; color: #fff; font: inherit; font-weight: 700; text-align: center; text-decoration: none; cursor: pointer; }
    .open { display: inline-block; border-color: #fff; box-shadow: 0 2px 8px #0006; }
    .open:hover, .shut:hover { background: #083d3c; }
    .open:focus-visible, .shut:focus-visible { outline: 3px solid #0b0c0c; outline-offset: 0; background: #fd0; color: #0b0c0c; }
    dialog { box-sizing: border-box; position: fixed; inset: auto 1rem 5rem auto; flex-direction: column; width: 26rem; max-width: none; height: min(44rem, 100vh - 6rem); max-height: none; margin: 0; padding: 0; border: 2px solid #0b5351; border-radius: 4px; overflow: hidden; background: #fff; color: #0b0c0c; box-shadow: 0 4px 24px #0006; }
    dialog[open] { display: flex; }
    header { display: flex; flex: none; align-items: center; justify-content: space-between; gap: 1rem; padding: .25rem .25rem .25rem 1rem; background: #0b5351; color: #fff; }
    p { margin: 0; font-weight: 700; }
    .shut { flex: none; border-color: #fff; }
    iframe { flex: auto; width: 100%; min-height: 0; border: 0; background: #fff; }
    .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (max-width: 40rem), (max-height: 30rem) { dialog { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; } }
  `);
  root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  isStyled = true;
} catch {
  // An older browser: a plain link in the page's own style.
}

const link = () =>
  make('a', { class: 'open', href: address(site.isKnown ? '/start' : '/', tag && { lang: tag }) }, words.open);
const attach = () => document.body.append(host);
if (!isStyled || !site.isKnown || !site.origins.includes(location.origin)) {
  root.append(link());
  attach();
  return;
}

// On a small screen the panel covers the page and is modal; elsewhere one can use both.
const small = matchMedia('(max-width: 40rem), (max-height: 30rem)');
const button = make('button', { type: 'button', class: 'open', 'aria-expanded': 'false', 'aria-controls': 'panel' }, words.open);
const shut = make('button', { type: 'button', class: 'shut' }, words.close);
const panel = make('dialog', { id: 'panel', 'aria-label': words.title }, make('header', {}, make('p', {}, words.title), shut));
const said = make('div', { class: 'said', role: 'status' });
let frame;
let isReady = false;
let unread = state.unread || 0;

const tell = () => isReady && frame.contentWindow.postMessage({ webchat: { open: panel.open } }, source.origin);
const count = (messages) => {
  unread = panel.open ? 0 : unread + messages;
  keep({ unread });
  said.textContent = unread ? words.unread.replace('{n}', unread) : '';
  const label = state.live ? words.running : words.open;
  button.textContent = unread ? `${label} (${said.textContent})` : label;
};
const load = () => {
  if (frame) {
    return;
  }
  const query = state.live ? { returning: 1 } : {};
  if (tag && state.lang !== tag) {
    // Not again on the next page, as the visitor may have chosen another one in the frame.
    query.lang = tag;
  }
  frame = make('iframe', { title: words.title, src: address('/embedded', query), referrerpolicy: 'origin' });
  // What is refused, or has no cookies, has nothing to show.
  frame.addEventListener('load', () => setTimeout(() => isReady || giveUp(), 5000));
  panel.append(frame);
};
const giveUp = () => {
  const instead = link();
  const hadFocus = host === document.activeElement;
  keep({ open: false, live: false, unread: 0 });
  frame = null;
  isReady = false;
  root.replaceChildren(instead);
  if (hadFocus) {
    instead.focus();
  }
};
const changed = () => {
  button.setAttribute('aria-expanded', panel.open);
  keep({ open: panel.open });
  count(0);
  tell();
};
const show = (takesFocus) => {
  load();
  if (small.matches) {
    panel.showModal();
  } else if (takesFocus) {
    panel.show();
  } else {
    panel.open = true;
  }
  changed();
};
const hide = () => {
  if (panel.open) {
    panel.close();
    changed();
    button.focus();
  }
};

// The second click of a double click is not meant.
button.addEventListener('click', (event) => event.detail > 1 || (panel.open ? hide() : show(true)));
shut.addEventListener('click', hide);
panel.addEventListener('cancel', (event) => {
  event.preventDefault();
  hide();
});
root.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    hide();
  }
});
small.addEventListener('change', () => {
  if (panel.open) {
    const focused = root.activeElement;
    panel.close();
    // Chromium has to draw it closed once: it goes on treating the frame as one behind a modal panel otherwise.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        show(true);
        focused?.focus();
      }),
    );
  }
});
addEventListener('message', (event) => {
  const news = event.data?.webchat;
  if (!news || !frame || event.source !== frame.contentWindow || event.origin !== source.origin) {
    return;
  }
  if (news.ready) {
    isReady = true;
    keep({ live: news.live === true, lang: tag });
    count(0);
    tell();
  } else if (news.messages > 0) {
    count(1);
  } else if (news.close) {
    hide();
  } else if (news.blocked) {
    giveUp();
  }
});

root.append(button, panel, said);
attach();
if (state.open) {
  show(false);
} else if (state.live) {
  // A chat goes on while its panel is closed, and new messages are counted.
  load();
  count(0);
}
