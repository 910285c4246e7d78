// The conversation as it is on the page: every event once, in the server's order.
import { eventItem } from './events.js';
import { text } from './words.js';

const nearEnd = 80;

export class Timeline {
  /** The last event that is on the page or not to be shown; so is everything up to it. */
  last;
  /** The last event that is known to exist. */
  known;
  #shown = 0;

  constructor(root, viewer) {
    this.viewer = viewer;
    this.log = root.querySelector('[data-log]');
    this.list = root.querySelector('[data-events]');
    this.last = this.known = Number(this.list.dataset.last);
    this.toEnd();
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

  /** @returns {object[]} those that are new */
  add(events) {
    const follows = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < nearEnd;
    const fresh = [];
    for (const event of events) {
      if (event.seq > this.last) {
        this.last = event.seq;
        fresh.push(event);
        const item = eventItem(event, this.viewer);
        if (item) {
          this.list.append(item);
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
    this.log.scrollTop = this.log.scrollHeight;
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
