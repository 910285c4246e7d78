// A staff page beside the desk. It is connected as the desk is, so that an adviser's chats stay theirs while they look at
// something else, and says what happens in them meanwhile. Nothing here counts as having been seen.
import { Alerts } from './alerts.js';
import { announce } from './announce.js';
import { call, connect } from './live.js';
import { plural, text } from './words.js';

const againMs = 15_000;
const final = /^chat-(not-found|ended)$/;

const part = document.querySelector('[data-watch]');
const news = part.querySelector('[data-watch-news]');
const link = part.querySelector('[data-watch-link]');
const alerts = new Alerts(null);
/** The chat that the page is about, if it is about one. */
const ownId = part.dataset.about;

/** The last event known of each of the adviser's chats. */
const chats = new Map(Object.entries(JSON.parse(part.dataset.known ?? '{}')));
const ended = new Set();
let unread = 0;
let isLost = false;
let isLeaving = false;
let isLooking = false;
let isStale = false;
let hasLooked = false;
let connection;

async function mine() {
  try {
    const response = await fetch('/api/advisers/me/chats', { headers: { Accept: 'application/json' } });
    return response.ok ? (await response.json()).chats : null;
  } catch {
    return null;
  }
}

function say() {
  const said = [];
  if (ownId && hasLooked && !chats.has(ownId) && !isLeaving) {
    said.push(text(ended.has(ownId) ? 'desk.hereEnded' : 'desk.hereLost'));
  }
  if (isLost) {
    said.push(text('desk.watchLost'));
  }
  if (unread > 0) {
    said.push(plural('desk.elsewhere', unread));
  }
  const all = said.join(' ');
  if (news.textContent !== all) {
    news.textContent = all;
    announce(all);
  }
  link.hidden = all === '';
  alerts.count = unread;
}

function happened() {
  unread++;
  alerts.ring();
}

function take(id, events) {
  for (const event of events) {
    if (event.seq > chats.get(id)) {
      chats.set(id, event.seq);
      if (event.kind === 'message' && event.party === 'resident') {
        happened();
      } else if (event.kind === 'ended') {
        ended.add(id);
        chats.delete(id);
      }
    }
  }
}

function heard(id, event) {
  const last = chats.get(id);
  if (event.seq === last + 1) {
    take(id, [event]);
    say();
  } else if (event.seq > last) {
    look();
  }
}

async function join(id, lastSeq) {
  const isNew = !chats.has(id);
  if (isNew) {
    chats.set(id, lastSeq);
    if (hasLooked) {
      happened();
    }
  }
  const reply = await call(connection, 'Join', id, chats.get(id));
  if (reply?.ok) {
    take(id, reply.events);
  } else if (final.test(reply?.code)) {
    chats.delete(id);
  } else {
    throw new Error(reply?.code ?? 'connection-lost');
  }
}

/** Which chats there are, and what is new in them. Several reasons to look are one look more. */
async function look() {
  isStale = true;
  if (isLooking) {
    return;
  }
  isLooking = true;
  try {
    while (isStale) {
      isStale = false;
      const now = await mine();
      if (now === null) {
        throw new Error('chats-unknown');
      }
      for (const id of chats.keys()) {
        if (!now.some((chat) => chat.chatId === id)) {
          chats.delete(id);
        }
      }
      for (const chat of now) {
        await join(chat.chatId, chat.lastSeq);
      }
      hasLooked = true;
      say();
    }
  } finally {
    isLooking = false;
  }
}

const lookAgain = () => look().catch(() => setTimeout(lookAgain, againMs));

/** Who has no chat is not to be given one by being on another page. One may have come on the way here. */
async function begin() {
  if (!(await mine())?.length) {
    setTimeout(begin, againMs);
    return;
  }
  connection = connect(
    '/hubs/chat',
    {
      event: heard,
      chatsChanged: lookAgain,
      resync: lookAgain,
      ...Object.fromEntries(['typing', 'shown', 'here', 'position', 'queueChanged'].map((name) => [name, () => {}])),
    },
    async () => {
      const watching = await call(connection, 'WatchQueue');
      if (!watching?.ok) {
        throw new Error(watching?.code ?? 'connection-lost');
      }
      await look();
    },
    (now) => {
      part.dataset.watch = now;
      isLost = now === 'lost' || now === 'unavailable';
      say();
    },
  );
}

// A form that moves or ends the chat leads to another page: until that is there, nobody is told that the chat has gone.
addEventListener('submit', () => (isLeaving = true));
begin();
