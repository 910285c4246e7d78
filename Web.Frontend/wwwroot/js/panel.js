// One chat on the page, live: its conversation, its state, and what is written in it.
import { call } from './live.js';
import { Sender } from './sender.js';
import { Status } from './status.js';
import { Timeline } from './timeline.js';

const syncPause = 5_000;
const eventPause = 1_000;
const shownPause = 300;
// Every other answer of no, and none at all, is tried again.
const finalOfJoin = /^chat-(not-found|ended)$/;

export class ChatPanel {
  #syncing = false;
  #shownSeq = 0;
  #isOnScreen = true;
  /** Notes that are saved here and have not come back as events. */
  #awaitedNotes = new Set();
  /** Messages go over the live connection; before its first opening, and for a stranger, by the form. */
  isLive = false;
  /** The connection that stands now brings the chat's events and takes messages. */
  isJoined = false;
  /** This browser may not see the chat. */
  isRefused = false;

  /** @param {(event: object) => void} noticed called for every new event of somebody else */
  constructor(root, noticed = () => {}) {
    this.root = root;
    this.id = root.dataset.chat;
    this.viewer = root.dataset.viewer;
    const own = { party: this.viewer, name: root.dataset.ownName };
    this.noticed = noticed;
    this.status = new Status(root);
    this.timeline = new Timeline(root, own);
    this.sender = new Sender(root, this, {
      send: (id, words) => call(this.connection, 'Send', this.id, id, words),
      saved: (seq) => this.#saved(seq),
      ended: () => this.#state('ended'),
      typing: () => call(this.connection, 'Typing', this.id),
      written: () => this.timeline.bringEnd(),
    });
    this.sender.restore((id) => this.timeline.has(id));
    this.timeline.toEnd();
    document.addEventListener('visibilitychange', () => this.#tellShown());
  }

  /** Nothing more can be written in it, by this person at least. */
  get isEnded() {
    return this.status.isFinal;
  }

  /** Whether it has words that are not on the record. */
  get hasUnsent() {
    return this.sender.hasUnsent || this.#note !== '';
  }

  /** The words that were left on the page when the chat ended for this person. */
  get givenBack() {
    return this.sender.givenBack;
  }

  /** An internal note that is being written. */
  get #note() {
    return this.root.querySelector('[data-note-form]')?.elements.note.value.trim() ?? '';
  }

  /** One of several chats may be out of sight. */
  set isOnScreen(isIt) {
    this.#isOnScreen = isIt;
    this.#tellShown();
  }

  /** Puts words into the box, to be changed or sent. */
  insert(words) {
    this.sender.insert(words);
  }

  /** An internal note was saved. It is brought into view now, or when it comes. */
  noted(id) {
    this.sender.forgive();
    if (this.timeline.has(id)) {
      this.timeline.bringEnd();
    } else {
      this.#awaitedNotes.add(id);
    }
  }

  /** The chat went to somebody else: what was not sent stays to be copied. */
  leave() {
    this.isJoined = this.isLive = false;
    this.#state('gone');
  }

  /** To be called whenever the connection opens, and to see whether it lives. It fails where another attempt may succeed. */
  async join(connection) {
    if (this.connection !== connection) {
      this.connection = connection;
      connection.onclose(() => (this.isJoined = false));
    }
    if (this.isEnded) {
      return;
    }
    const reply = await call(connection, 'Join', this.id, this.timeline.last);
    if (!reply?.ok) {
      if (!finalOfJoin.test(reply?.code)) {
        throw new Error(reply?.code ?? 'connection-lost');
      }
      this.#refuse(reply);
      return;
    }
    this.isRefused = false;
    this.isLive = this.isJoined = true;
    document.querySelector('[data-keys]').hidden = false;
    this.#take(reply.events);
    this.#state(reply.state);
    this.position(reply.position, reply.expectedWaitSeconds);
    this.here(this.viewer === 'resident' ? 'adviser' : 'resident', reply.otherIsHere);
    this.timeline.shownTo(reply.shownSeq);
    if (reply.more || this.timeline.isBehind) {
      await this.sync();
    }
    this.sender.pump();
  }

  /** An event from the server. It may come twice, and one before it may be missing. */
  receive(event) {
    this.timeline.know(event.seq);
    if (event.seq === this.timeline.last + 1) {
      this.#take([event]);
    } else if (event.seq > this.timeline.last) {
      this.sync();
    }
  }

  /** Asks for everything after the last event shown. */
  async sync() {
    if (this.#syncing || !this.isJoined || this.isEnded) {
      return;
    }
    this.#syncing = true;
    clearTimeout(this.resyncing);
    let reply;
    try {
      do {
        reply = await call(this.connection, 'EventsAfter', this.id, this.timeline.last);
        if (reply?.code === 'chat-ended') {
          this.#state('ended');
        }
        this.#take(reply?.events ?? []);
      } while (reply?.ok && reply.events.length > 0 && (reply.more || this.timeline.isBehind));
    } finally {
      this.#syncing = false;
    }
    if (!reply?.ok) {
      this.resyncing = setTimeout(() => this.sync(), syncPause);
    }
  }

  position(place, wait) {
    this.status.position(place, wait);
  }

  /** A party is writing. */
  typing(party) {
    if (party !== this.viewer) {
      this.status.typing(this.status.name ?? '');
    }
  }

  /** A party has had everything up to a number on its screen. */
  shown(party, seq) {
    if (party !== this.viewer) {
      this.timeline.shownTo(seq);
    }
  }

  /** A party has, or no longer has, a connection. */
  here(party, isHere) {
    if (party !== this.viewer) {
      this.status.here(isHere);
    }
  }

  #refuse(reply) {
    if (reply.code === 'chat-ended') {
      this.#state('ended');
      return;
    }
    this.isRefused = true;
    this.isLive = false;
    this.sender.say(reply.detail);
  }

  #saved(seq) {
    this.timeline.know(seq);
    // If the event itself gets lost on its way, it is asked for.
    setTimeout(() => seq > this.timeline.last && this.sync(), eventPause);
  }

  #take(events) {
    for (const event of this.timeline.add(events)) {
      if (this.sender.confirmed(event.id) || this.#awaitedNotes.delete(event.id)) {
        // It stands there with its time now, and may be higher than before.
        this.timeline.bringEnd();
      }
      this.#happened(event);
      if (event.party !== this.viewer) {
        this.noticed(event);
      }
    }
    this.#tellShown();
  }

  /** What an event changes on the page besides the conversation. */
  #happened(event) {
    switch (event.kind) {
      case 'message':
        this.status.closing(null);
        if (event.party !== this.viewer) {
          this.status.typing(null);
        }
        break;
      case 'assigned':
        this.#adviser(event.name);
        this.#state('active');
        break;
      case 'moved':
        this.#adviser(event.code === 'adviser' ? event.targetName : null);
        this.#state(event.code === 'adviser' ? 'active' : 'waiting');
        break;
      case 'monitoring':
        this.status.followed(event.code);
        break;
      case 'notice':
        this.#noticed(event);
        break;
      case 'ended':
        this.#state('ended');
        break;
    }
  }

  #adviser(name) {
    if (this.viewer === 'resident') {
      this.status.adviser(name);
    }
  }

  #noticed(event) {
    if (event.code === 'idle-warning') {
      this.#ask('').then((chat) => this.status.closing(chat?.closesAt ?? undefined));
    } else if (event.code === 'kept-open') {
      this.status.closing(null);
    } else if (event.code === 'card-masked') {
      const seq = Number(event.target);
      this.#ask(`/events?after=${seq - 1}&limit=1`).then((page) => {
        const masked = page?.events[0];
        if (masked?.seq === seq) {
          this.timeline.replace(seq, masked.text);
        }
      });
    }
  }

  async #ask(path) {
    try {
      const response = await fetch(`/api/chats/${this.id}${path}`);
      return response.ok ? await response.json() : null;
    } catch {
      return null; // The next page that is loaded says it.
    }
  }

  /** Several events in a moment are shown together. */
  #tellShown() {
    clearTimeout(this.telling);
    this.telling = setTimeout(async () => {
      const seq = this.timeline.last;
      if (document.hidden || !this.#isOnScreen || !this.isJoined || this.isEnded || seq <= this.#shownSeq) {
        return;
      }
      const reply = await call(this.connection, 'Shown', this.id, seq);
      this.#shownSeq = reply?.ok ? seq : this.#shownSeq;
    }, shownPause);
  }

  #state(state) {
    const open = this.root.querySelector('[data-while-open]');
    const hadFocus = open.contains(document.activeElement);
    if (!this.status.become(state) || !this.status.isFinal) {
      return;
    }
    open.hidden = true;
    this.status.closing(null);
    this.status.here(null);
    this.root.querySelector('[data-connection]')?.replaceChildren();
    this.sender.giveBack(state, this.#note);
    this.timeline.toEnd();
    if (hadFocus) {
      // The box that had the focus is gone; what takes its place says why.
      this.root.querySelector(`[data-when~="${state}"]`).focus();
    }
  }
}
