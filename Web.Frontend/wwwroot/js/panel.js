// One chat on the page: shows its events once and in the server's order, and sends what is written.
import { eventItem, unsentItem } from './events.js';
import { call, isOpen } from './live.js';
import { Outbox } from './outbox.js';

const longest = 4000;
const longestPause = 30_000;
const permanent = /^(text-|message-id-conflict|chat-not-found)/;

export class ChatPanel {
  /** The last event that is shown; everything up to it is shown. */
  #last = 0;
  /** The last event that is known to exist. */
  #known = 0;
  #items = new Map();
  #pumping = false;
  #syncing = false;
  #failures = 0;
  #isLive = false;

  /** @param {(event: object) => void} noticed called for every new event of somebody else */
  constructor(root, noticed = () => {}) {
    this.root = root;
    this.id = root.dataset.chat;
    this.viewer = root.dataset.viewer;
    this.noticed = noticed;
    this.log = root.querySelector('[data-log]');
    this.list = root.querySelector('[data-events]');
    this.unsent = root.querySelector('[data-unsent]');
    this.form = root.querySelector('[data-compose]');
    this.box = this.form.querySelector('textarea');
    this.notice = this.form.querySelector('[data-notice]');
    this.outbox = new Outbox(this.id);
    this.#last = this.#known = Number(this.list.lastElementChild?.dataset.seq ?? 0);
    for (const item of this.list.children) {
      this.outbox.remove(item.dataset.id);
    }
    for (const message of this.outbox.messages) {
      this.#showUnsent(message).show('Not sent yet', false);
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

  /** To be called whenever the connection opens. */
  async join(connection) {
    this.connection = connection;
    const reply = await call(connection, 'Join', this.id, this.#last);
    if (!reply) {
      throw new Error('connection-lost');
    }
    if (!reply.ok) {
      this.#say(reply.detail);
      return;
    }
    this.#isLive = true;
    this.form.querySelector('[data-keys]').hidden = false;
    this.#take(reply.events);
    this.position(reply.position);
    this.#state(reply.state);
    if (reply.more) {
      await this.sync();
    }
    this.#pump();
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
    if (this.#syncing || !isOpen(this.connection) || this.isEnded) {
      return;
    }
    this.#syncing = true;
    try {
      let reply;
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
    for (const message of this.outbox.messages) {
      this.#items.get(message.id)?.show('Not sent, because the chat has ended', false);
      this.outbox.remove(message.id);
    }
    this.outbox.draft = '';
    if (hadFocus) {
      // The box that had the focus is gone; what takes its place says why.
      this.root.querySelector('[data-when="ended"]').focus();
    }
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
    this.#showUnsent(this.outbox.add(text));
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
        const shown = this.#items.get(id);
        shown.show('Sending', false);
        const reply = await call(this.connection, 'Send', this.id, id, text);
        if (reply?.ok) {
          this.#failures = 0;
          this.outbox.remove(id);
          this.#saved(shown, reply.seq);
        } else if (!this.#refused(id, text, shown, reply)) {
          return;
        }
      }
    } finally {
      this.#pumping = false;
    }
  }

  #saved(shown, seq) {
    this.#known = Math.max(this.#known, seq);
    if (seq > this.#last) {
      shown.show('Saved', false);
      // The event itself brings the text as it was recorded. If it got lost on the way, it is asked for.
      setTimeout(() => seq > this.#last && this.sync(), 1000);
    }
  }

  /** @returns {boolean} whether the next message may be sent */
  #refused(id, text, shown, reply) {
    if (reply?.code === 'chat-ended') {
      this.#state('ended');
      return false;
    }
    if (reply && permanent.test(reply.code)) {
      this.outbox.remove(id);
      this.#confirmed(id);
      this.#write(this.box.value ? `${text}\n${this.box.value}` : text);
      this.#say(`Your message was not sent. ${reply.detail}`);
      return true;
    }
    shown.show(reply ? 'Not sent. We keep trying.' : 'Not sent. We try again when the connection is back.', true);
    if (reply) {
      const pause = Math.max((reply.retryAfter ?? 0) * 1000, Math.min(longestPause, 1000 * 2 ** this.#failures++));
      this.retrying = setTimeout(() => this.#pump(), pause);
    }
    return false;
  }

  #showUnsent(message) {
    const shown = unsentItem(message, () => {
      this.box.focus();
      this.#pump();
    });
    this.#items.set(message.id, shown);
    this.unsent.append(shown.item);
    return shown;
  }

  #confirmed(id) {
    this.outbox.remove(id);
    this.#items.get(id)?.item.remove();
    this.#items.delete(id);
  }

  #say(text) {
    this.notice.textContent = text;
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
