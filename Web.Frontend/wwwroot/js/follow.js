// A chat that one follows without taking part, live. Without it, the page is loaded again.
import { announce } from './announce.js';
import { call, connect } from './live.js';
import { Timeline } from './timeline.js';
import { connectionWords, plural, text } from './words.js';

const everyMs = 15_000;

const root = document.querySelector('[data-follow]');
const id = root.dataset.follow;
const until = new Date(root.dataset.until);
const state = root.querySelector('[data-connection]');
const words = connectionWords(text('follow.live'));
const timeline = new Timeline(root, { party: null });
let isOver = false;
let isFollowing = false;
let isStale = false;

function over() {
  if (isOver) {
    return;
  }
  isOver = true;
  const open = root.querySelector('[data-while-open]');
  const hadFocus = open.contains(document.activeElement);
  const end = root.querySelector('[data-over]');
  open.hidden = true;
  end.hidden = false;
  state.textContent = '';
  if (hadFocus) {
    end.focus();
  } else {
    announce(text('follow.ended'));
  }
}

/** What a message is that was recorded with another text since. */
async function masked(seq) {
  try {
    const response = await fetch(`/api/chats/${id}/monitoring/events?after=${seq - 1}`);
    const first = response.ok ? (await response.json()).events[0] : null;
    if (first?.seq === seq) {
      timeline.replace(seq, first.text);
    }
  } catch {
    // The page that is loaded next has it.
  }
}

function take(events) {
  for (const event of timeline.add(events)) {
    if (event.kind === 'ended') {
      over();
    } else if (event.kind === 'notice' && event.code === 'card-masked') {
      masked(Number(event.target));
    }
  }
}

/** Begins anew after the last event shown. Several reasons to do so are one time more. */
async function follow() {
  isStale = true;
  if (isFollowing) {
    return;
  }
  isFollowing = true;
  try {
    while (isStale && !isOver) {
      isStale = false;
      const reply = await call(connection, 'Follow', id, timeline.last);
      if (reply?.code === 'not-following') {
        over();
      } else if (!reply?.ok) {
        throw new Error(reply?.code ?? 'connection-lost');
      } else {
        take(reply.events);
        isStale = reply.more && reply.events.length > 0;
        if (reply.state === 'ended') {
          over();
        }
      }
    }
  } finally {
    isFollowing = false;
  }
}

const again = () => follow().catch(() => setTimeout(again, everyMs));

function heard(chat, event) {
  if (chat !== id) {
    return;
  }
  if (event.seq === timeline.last + 1) {
    take([event]);
  } else if (event.seq > timeline.last) {
    again();
  }
}

function tellLeft() {
  const minutes = Math.max(0, Math.ceil((until - Date.now()) / 60_000));
  root.querySelector('[data-left]').textContent = plural('follow.left', minutes);
}

const connection = connect(
  '/hubs/chat',
  {
    event: heard,
    followingEnded: (chat) => chat === id && over(),
    resync: again,
    ...Object.fromEntries(
      ['typing', 'shown', 'here', 'position', 'queueChanged', 'chatsChanged'].map((name) => [name, () => {}]),
    ),
  },
  follow,
  (now) => {
    state.textContent = isOver ? '' : words[now];
    document.body.classList.toggle('js-live', now === 'live');
  },
);
setInterval(tellLeft, everyMs);
