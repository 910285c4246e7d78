// The adviser's page, live: all panels over one connection, and who is waiting. Without it, forms and links do the same.
import { call, connect, isOpen } from './live.js';
import { ChatPanel } from './panel.js';
import { connectionWords } from './words.js';

const words = connectionWords('Connected. Messages and people waiting appear by themselves.');
const signedOut = 'You have been signed out. Load the page again to sign in.';
const queuesEveryMs = 60_000;

const title = document.title;
const state = document.querySelector('[data-connection]');
const news = document.querySelector('[data-waiting-news]');
const panels = new Map();
const unread = new Map();

for (const root of document.querySelectorAll('[data-chat]')) {
  const panel = new ChatPanel(root, (event) => event.kind === 'message' && markUnread(root));
  panels.set(panel.id, panel);
  root.addEventListener('focusin', () => markRead(root));
}

function markUnread(root) {
  if (document.hidden || !root.contains(document.activeElement)) {
    unread.set(root, (unread.get(root) ?? 0) + 1);
    showUnread(root);
  }
}

function markRead(root) {
  if (unread.delete(root)) {
    showUnread(root);
  }
}

function showUnread(root) {
  const count = unread.get(root) ?? 0;
  const mark = root.querySelector('[data-unread]');
  mark.textContent = `${count} new`;
  mark.hidden = count === 0;
  root.classList.toggle('chat-panel--unread', count > 0);
  const all = [...unread.values()].reduce((sum, one) => sum + one, 0);
  document.title = all > 0 ? `(${all} new) ${title}` : title;
}

let refreshing;

/** Takes the list of people waiting from the server as it renders it, and puts it in place of the one shown. */
async function refreshQueues() {
  const shown = document.getElementById('queues');
  if (!shown) {
    return;
  }
  let fresh;
  try {
    const response = await fetch('/staff/chats/queues');
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    fresh = page.getElementById('queues');
    if (!fresh) {
      state.textContent = response.redirected ? signedOut : words.unavailable;
      return;
    }
  } catch {
    return; // The connection's own state says that it is away.
  }
  const focused = shown.contains(document.activeElement) ? document.activeElement.id : null;
  shown.replaceWith(document.adoptNode(fresh));
  if (focused) {
    (document.getElementById(focused) ?? fresh).focus();
  }
  const count = Number(fresh.dataset.waiting);
  if (count !== Number(shown.dataset.waiting)) {
    news.textContent = count === 1 ? '1 person is waiting' : `${count} people are waiting`;
  }
}

function queueChanged() {
  // Several changes in a moment are one look.
  clearTimeout(refreshing);
  refreshing = setTimeout(refreshQueues, 250);
}

const connection = connect(
  '/hubs/chat',
  {
    event: (id, event) => panels.get(id)?.receive(event),
    position: () => {},
    queueChanged,
    resync: () => panels.forEach((panel) => panel.sync()),
  },
  async () => {
    const watching = await call(connection, 'WatchQueue');
    if (!watching?.ok) {
      throw new Error(watching?.code ?? 'connection-lost');
    }
    for (const panel of panels.values()) {
      await panel.join(connection);
    }
    queueChanged();
  },
  (now) => {
    state.textContent = words[now];
    document.body.classList.toggle('js-live', now === 'live');
  },
);

setInterval(queueChanged, queuesEveryMs);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && isOpen(connection)) {
    panels.forEach((panel) => panel.sync());
    queueChanged();
    const root = document.activeElement?.closest('[data-chat]');
    if (root) {
      markRead(root);
    }
  }
});
