// The resident's page, live. Without this module, or without a connection, its forms and links do the same.
import { connect } from './live.js';
import { ChatPanel } from './panel.js';
import { connectionWords } from './words.js';

const words = connectionWords('Connected. New messages appear by themselves.');

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
    state.textContent = panel.isEnded || panel.isRefused ? '' : words[now];
    document.body.classList.toggle('js-live', now === 'live');
  },
);

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    panel.sync();
  }
});
