// One's own messages that are not on the record yet, as the page shows them below the conversation.
import { element } from './events.js';

export class UnsentList {
  #items = new Map();

  /** @param {() => void} retry called when the person does not want to wait for the next attempt */
  constructor(list, retry) {
    this.list = list;
    this.retry = retry;
  }

  add(message, text) {
    const item = element('li', 'chat__event chat__event--mine chat__event--unsent');
    const meta = element('p', 'chat__meta');
    const state = element('span', 'chat__state', text);
    const button = element('button', 'chat__retry', 'Try again');
    button.type = 'button';
    button.hidden = true;
    button.addEventListener('click', this.retry);
    meta.append(element('span', 'chat__who', 'You'), ' ', state, ' ', button);
    item.append(meta, element('p', 'chat__text', message.text));
    this.list.append(item);
    this.#items.set(message.id, { item, state, button });
  }

  /** Says what became of a message. */
  show(id, text, mayRetry = false) {
    const shown = this.#items.get(id);
    if (shown) {
      shown.state.textContent = text;
      shown.button.hidden = !mayRetry;
    }
  }

  remove(id) {
    this.#items.get(id)?.item.remove();
    this.#items.delete(id);
  }
}
