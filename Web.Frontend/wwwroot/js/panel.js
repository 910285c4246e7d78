// One chat on the page: shows its events once and in the server's order, and sends what is written.
import { eventItem } from './events.js';
import { call } from './live.js';
import { Outbox } from './outbox.js';
import { UnsentList } from './unsent.js';

const longest = 4000;
const longestPause = 30_000;
const syncPause = 5_000;
// Every other answer of no, and none at all, is tried again.
const finalOfJoin = /^chat-(not-found|ended)$/;
const finalOfSend = /^(text-|message-id-conflict|chat-not-found)/;

export class ChatPanel {
  /** The last event that is shown; everything up to it is shown. */
  #last = 0;
  /** The last event that is known to exist. */
  #known = 0;
  #pumping = false;
  #syncing = false;
  #failures = 0;
  /** Messages go over the live connection; before its first opening, and for a stranger, by the form. */
  #isLive = false;
  /** The connection that stands now brings the chat's events and takes messages. */
  #isJoined = false;

  /** @param {(event: object) => void} noticed called for every new event of somebody else */
  constructor(root, noticed = () => {}) {
    this.root = root;
    this.id = root.dataset.chat;
    this.viewer = root.dataset.viewer;
    this.noticed = noticed;
    this.log = root.querySelector('[data-log]');
    this.list = root.querySelector('[data-events]');
    this.unsent = new UnsentList(root.querySelector('[data-unsent]'), () => this.#retry());
    this.form = root.querySelector('[data-compose]');
    this.box = this.form.querySelector('textarea');
    this.notice = root.querySelector('[data-notice]');
    this.outbox = new Outbox(this.id);
    this.#last = this.#known = Number(this.list.lastElementChild?.dataset.seq ?? 0);
    for (const item of this.list.children) {
      this.outbox.remove(item.dataset.id);
    }
    for (const message of this.outbox.messages) {
      this.unsent.add(message, 'Not sent yet');
    }
    this.box.value ||= this.outbox.draft;
    this.box.addEventListener('input', () => (this.outbox.draft = this.box.value));
    this.box.addEventListener('keydown', (event) => this.#key(event));
    this.form.addEventListener('submit', (event) => this.#submit(event));
    this.#toEnd();
  }

  get isEnded() {
    return this.root.dataset.state === 'ended';
  }

  /** To be called whenever the connection opens. It fails where another attempt may succeed. */
  async join(connection) {
    if (this.connection !== connection) {
      this.connection = connection;
      connection.onclose(() => (this.#isJoined = false));
    }
    const reply = await call(connection, 'Join', this.id, this.#last);
    if (!reply?.ok) {
      if (!finalOfJoin.test(reply?.code)) {
        throw new Error(reply?.code ?? 'connection-lost');
      }
      this.#refuse(reply);
      return;
    }
    this.isRefused = false;
    this.#isLive = this.#isJoined = true;
    this.form.querySelector('[data-keys]').hidden = false;
    this.#take(reply.events);
    this.position(reply.position);
    this.#state(reply.state);
    if (reply.more || this.#known > this.#last) {
      await this.sync();
    }
    this.#pump();
  }

  #refuse(reply) {
    if (reply.code === 'chat-ended') {
      this.#state('ended');
      return;
    }
    this.isRefused = true;
    this.#isLive = false;
    this.#say(reply.detail);
  }

  /** An event from the server. It may come twice, and one before it may be missing. */
  receive(event) {
    this.#known = Math.max(this.#known, event.seq);
    if (event.seq === this.#last + 1) {
      this.#take([event]);
    } else if (event.seq > this.#last) {
      this.sync();
    }
  }

  /** Asks for everything after the last event shown. */
  async sync() {
    if (this.#syncing || !this.#isJoined || this.isEnded) {
      return;
    }
    this.#syncing = true;
    clearTimeout(this.resyncing);
    let reply;
    try {
      do {
        reply = await call(this.connection, 'EventsAfter', this.id, this.#last);
        if (reply?.code === 'chat-ended') {
          this.#state('ended');
        }
        this.#take(reply?.events ?? []);
      } while (reply?.ok && reply.events.length > 0 && (reply.more || this.#known > this.#last));
    } finally {
      this.#syncing = false;
    }
    if (!reply?.ok) {
      this.resyncing = setTimeout(() => this.sync(), syncPause);
    }
  }

  position(place) {
    const text = this.root.querySelector('[data-position]');
    if (text && place) {
      text.textContent = place === 1 ? 'You are next in the queue.' : `You are number ${place} in the queue.`;
    }
  }

  #take(events) {
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    for (const event of events.filter((one) => one.seq > this.#last)) {
      this.list.append(eventItem(event, this.viewer));
      this.#last = event.seq;
      this.#confirmed(event.id);
      if (event.kind === 'assigned') {
        this.#adviser(event.name);
        this.#state('active');
      } else if (event.kind === 'ended') {
        this.#state('ended');
      }
      if (event.party !== this.viewer) {
        this.noticed(event);
      }
    }
    this.#known = Math.max(this.#known, this.#last);
    if (atEnd) {
      this.#toEnd();
    }
  }

  #adviser(name) {
    const text = this.root.querySelector('[data-adviser-name]');
    if (text && name) {
      text.textContent = name;
    }
  }

  #state(state) {
    if (this.root.dataset.state === state || this.isEnded) {
      return;
    }
    const hadFocus = this.root.querySelector('[data-while-open]').contains(document.activeElement);
    this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll('[data-when]')) {
      part.hidden = part.dataset.when !== state;
    }
    if (state !== 'ended') {
      return;
    }
    this.root.querySelector('[data-while-open]').hidden = true;
    this.root.querySelector('[data-connection]')?.replaceChildren();
    this.#giveBack();
    if (hadFocus) {
      // The box that had the focus is gone; what takes its place says why.
      this.root.querySelector('[data-when="ended"]').focus();
    }
  }

  /** What was written and not sent stays on the page, to be copied. */
  #giveBack() {
    const written = this.box.value.trim();
    if (written !== '') {
      this.unsent.add(this.outbox.add(written), '');
      this.#write('');
    }
    this.#say(this.outbox.first ? 'The chat has ended. What you wrote last was not sent.' : '');
    for (const message of this.outbox.messages) {
      this.unsent.show(message.id, 'Not sent, because the chat has ended');
      this.outbox.remove(message.id);
    }
    this.#toEnd();
  }

  #key(event) {
    if (this.#isLive && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    }
  }

  #submit(event) {
    if (!this.#isLive) {
      // Never connected: the form is sent by the browser, as it is without scripts.
      this.outbox.draft = '';
      return;
    }
    event.preventDefault();
    const text = this.box.value.replace(/\r\n?/g, '\n').trim();
    this.#say(text === '' ? 'Enter a message' : text.length > longest ? 'Your message must be 4,000 characters or less' : '');
    this.box.focus();
    if (this.notice.textContent !== '') {
      return;
    }
    this.#write('');
    this.unsent.add(this.outbox.add(text), 'Sending');
    this.#toEnd();
    this.#pump();
  }

  /** Sends what is unsent, one after the other, in the order in which it was written. */
  async #pump() {
    if (this.#pumping) {
      return;
    }
    this.#pumping = true;
    clearTimeout(this.retrying);
    try {
      while (this.outbox.first && !this.isEnded) {
        const { id, text } = this.outbox.first;
        this.unsent.show(id, 'Sending');
        // A chat that is not joined would be answered as one that is not there.
        const reply = this.#isJoined ? await call(this.connection, 'Send', this.id, id, text) : null;
        if (reply?.ok) {
          this.outbox.remove(id);
          this.#saved(id, reply.seq);
        } else if (!this.#notSaved(id, text, reply)) {
          return;
        }
      }
    } finally {
      this.#pumping = false;
    }
  }

  #saved(id, seq) {
    this.#known = Math.max(this.#known, seq);
    if (this.#failures > 0) {
      this.#failures = 0;
      this.#say('');
    }
    if (seq > this.#last) {
      this.unsent.show(id, 'Saved');
      // The event itself brings the text as it was recorded. If it got lost on the way, it is asked for.
      setTimeout(() => seq > this.#last && this.sync(), 1000);
    }
  }

  /** @returns {boolean} whether the next message may be sent */
  #notSaved(id, text, reply) {
    if (reply?.code === 'chat-ended') {
      this.#state('ended');
      return false;
    }
    if (finalOfSend.test(reply?.code)) {
      this.outbox.remove(id);
      this.#confirmed(id);
      this.#write(this.box.value ? `${text}\n${this.box.value}` : text);
      this.#say(`Your message was not sent. ${reply.detail}`);
      return true;
    }
    const next = this.#isJoined ? 'We keep trying.' : 'We try again when the connection is back.';
    this.unsent.show(id, `Not sent. ${next}`, true);
    this.#say(`Your message is not sent yet. ${next}`);
    const pause = Math.max((reply?.retryAfter ?? 0) * 1000, Math.min(longestPause, 1000 * 2 ** this.#failures++));
    if (this.#isJoined) {
      this.retrying = setTimeout(() => this.#pump(), pause);
    }
    return false;
  }

  #retry() {
    this.box.focus();
    this.#pump();
  }

  #confirmed(id) {
    this.outbox.remove(id);
    this.unsent.remove(id);
  }

  /** Is read out when it changes. */
  #say(text) {
    if (this.notice.textContent !== text) {
      this.notice.textContent = text;
    }
  }

  #write(text) {
    this.box.value = text;
    this.outbox.draft = text;
    // Lets the character count see it.
    this.box.dispatchEvent(new Event('keyup'));
  }

  #toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
