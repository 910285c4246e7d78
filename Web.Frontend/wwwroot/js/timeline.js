// The conversation as it is on the page: every event once, in the server's order.
import { eventItem, isOwn } from './events.js';
import { text } from './words.js';

const nearEnd = 80;
const written = ['message', 'note', 'warned'];

export class Timeline {
  /** The last event that is on the page or not to be shown; so is everything up to it. */
  last;
  /** The last event that is known to exist. */
  known;
  #shown = 0;
  /** Whether the reader was at the end when they scrolled last: what is added later may have moved it away. */
  #isAtEnd = true;

  constructor(root, viewer) {
    this.viewer = viewer;
    this.log = root.querySelector('[data-log]');
    this.list = root.querySelector('[data-events]');
    this.last = this.known = Number(this.list.dataset.last);
    this.unsent = root.querySelector('[data-unsent]');
    this.end = root.querySelector('[data-end]');
    this.log.addEventListener('scroll', () => (this.#isAtEnd = this.#isNearEnd), { passive: true });
    // It becomes lower with a phone's keyboard, and its content higher with every word about a message.
    const sizes = new ResizeObserver(() => this.#isAtEnd && this.toEnd());
    [this.log, ...this.log.children].forEach((part) => sizes.observe(part));
    this.toEnd();
  }

  get #isNearEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < nearEnd;
  }

  get isBehind() {
    return this.known > this.last;
  }

  /** Whether an event, a message for instance, is on the page. */
  has(id) {
    return this.list.querySelector(`[data-id="${CSS.escape(id)}"]`) !== null;
  }

  know(seq) {
    this.known = Math.max(this.known, seq);
  }

  /**
   * Shows them. The reader is taken along if they were at the end, and in any case to what they wrote themselves.
   * @returns {object[]} those that are new
   */
  add(events) {
    let follows = this.#isAtEnd;
    const fresh = [];
    for (const event of events) {
      if (event.seq > this.last) {
        this.last = event.seq;
        fresh.push(event);
        const item = eventItem(event, this.viewer);
        if (item) {
          this.list.append(item);
          follows ||= written.includes(event.kind) && isOwn(event, this.viewer);
        }
      }
    }
    this.know(this.last);
    this.#markShown();
    if (follows && fresh.length > 0) {
      this.toEnd();
    }
    return fresh;
  }

  /** The other side has had everything up to this number on its screen. */
  shownTo(seq) {
    if (seq > this.#shown) {
      this.#shown = seq;
      this.#markShown();
    }
  }

  /** A message that was recorded with another text since. */
  replace(seq, said) {
    const words = this.list.querySelector(`[data-seq="${seq}"] .chat__text`);
    if (words) {
      words.textContent = said;
    }
  }

  toEnd() {
    this.#isAtEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** Brings the last message into the window too, which may be low or scrolled; of a long one at least the end. */
  bringEnd() {
    this.toEnd();
    const last = this.unsent.lastElementChild ?? this.list.lastElementChild;
    for (const part of [last, this.end]) {
      part?.scrollIntoView({ block: 'nearest' });
    }
  }

  #markShown() {
    const words = text('state.shown');
    const items = this.list.querySelectorAll('.chat__event--mine');
    for (let index = items.length - 1; index >= 0; index--) {
      const state = items[index].querySelector('.chat__state');
      if (state && Number(items[index].dataset.seq) <= this.#shown) {
        if (state.textContent === words) {
          return; // So are all before it.
        }
        state.textContent = words;
      }
    }
  }
}
