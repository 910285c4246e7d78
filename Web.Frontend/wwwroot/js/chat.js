// The resident's page, live. Without this module, or without a connection, its forms and links do the same.
import { connect, isOpen } from './live.js';
import { ChatPanel } from './panel.js';

const words = {
  connecting: 'Connecting',
  live: 'Connected. New messages appear by themselves.',
  lost: 'The connection is lost. We are trying to get it back. What you write is kept.',
  unavailable: 'New messages do not appear by themselves at the moment. You can send, and check for new ones.',
};

const panel = new ChatPanel(document.querySelector('[data-chat]'));
const state = document.querySelector('[data-connection]');
const ofThisChat = (handler) => (id, value) => id === panel.id && handler(value);

const connection = connect(
  `/hubs/chat?chat=${panel.id}`,
  {
    event: ofThisChat((event) => panel.receive(event)),
    position: ofThisChat((place) => panel.position(place)),
    queueChanged: () => {},
    resync: () => panel.sync(),
  },
  () => panel.join(connection),
  (now) => {
    state.textContent = panel.isEnded ? '' : words[now];
    document.body.classList.toggle('js-live', now === 'live');
  },
);

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && isOpen(connection)) {
    panel.sync();
  }
});
