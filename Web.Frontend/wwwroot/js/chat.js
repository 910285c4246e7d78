// The resident's page, live. Without this module, or without a connection, its forms and links do the same.
import { announce } from './announce.js';
import { onShown, tellHost } from './host.js';
import { keepOpenByScript } from './keep-open.js';
import { connect } from './live.js';
import { ChatPanel } from './panel.js';
import { connectionWords } from './words.js';

const words = connectionWords();
const panel = new ChatPanel(
  document.querySelector('[data-chat]'),
  (event) => event.kind === 'message' && tellHost({ messages: 1 }),
);
onShown((isShown) => (panel.isOnScreen = isShown));
const state = document.querySelector('[data-connection]');
const ofThisChat =
  (handler) =>
  (id, ...values) =>
    id === panel.id && handler(...values);

const connection = connect(
  `/hubs/chat?chat=${panel.id}`,
  {
    event: ofThisChat((event) => panel.receive(event)),
    position: ofThisChat((place, wait) => panel.position(place, wait)),
    typing: ofThisChat((party) => panel.typing(party)),
    shown: ofThisChat((party, seq) => panel.shown(party, seq)),
    here: ofThisChat((party, isHere) => panel.here(party, isHere)),
    queueChanged: () => {},
    resync: () => panel.sync(),
  },
  () => panel.join(connection),
  (now) => {
    const isLost = now === 'lost' || now === 'unavailable';
    state.textContent = panel.isEnded || panel.isRefused ? '' : words[now];
    if (isLost || document.body.classList.contains('js-lost')) {
      announce(state.textContent);
    }
    document.body.classList.toggle('js-lost', isLost);
    document.body.classList.toggle('js-live', now === 'live');
  },
);

keepOpenByScript(panel);
