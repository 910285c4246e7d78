// The adviser's page, live: all panels over one connection, and who is waiting. Without it, forms and links do the same.
import { Alerts } from './alerts.js';
import { Desk } from './desk.js';
import { call, connect, isOpen } from './live.js';
import { presenceByScript } from './presence.js';
import { shortcuts } from './shortcuts.js';
import { Waiting } from './waiting.js';
import { connectionWords, text } from './words.js';

const words = connectionWords();
const state = document.querySelector('[data-connection]');
const alerts = new Alerts(document.querySelector('[data-alerts]'));
const desk = new Desk(document.querySelector('[data-desk]'), alerts);
const waiting = new Waiting(
  (isSignedOut) => (state.textContent = isSignedOut ? text('desk.signedOut') : words.unavailable),
  () => alerts.ring(),
);
presenceByScript();
shortcuts(desk, document.querySelector('[data-shortcuts]'));

const connection = connect(
  '/hubs/chat',
  {
    event: (id, event) => desk.get(id)?.receive(event),
    typing: (id, party) => desk.get(id)?.typing(party),
    shown: (id, party, seq) => desk.get(id)?.shown(party, seq),
    here: (id, party, isHere) => desk.get(id)?.here(party, isHere),
    position: () => {},
    queueChanged: () => waiting.refresh(),
    chatsChanged: () => desk.refresh(),
    resync: () => desk.forEach((panel) => panel.sync()),
  },
  async () => {
    const watching = await call(connection, 'WatchQueue');
    if (!watching?.ok) {
      throw new Error(watching?.code ?? 'connection-lost');
    }
    await desk.join(connection);
    waiting.refresh();
    desk.refresh();
  },
  (now) => {
    state.textContent = words[now];
    document.body.classList.toggle('js-live', now === 'live');
  },
);

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && isOpen(connection)) {
    desk.forEach((panel) => panel.sync());
    waiting.refresh();
    desk.lookedAt();
  }
});
