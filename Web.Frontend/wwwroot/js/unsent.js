// One's own messages that are not on the record yet, as the page shows them below the conversation.
import { element } from './events.js';
import { text } from './words.js';

export class UnsentList {
  #items = new Map();

  /** @param {() => void} retry called when the person does not want to wait for the next attempt */
  constructor(list, retry) {
    this.list = list;
    this.retry = retry;
  }

  add(message, words) {
    const item = element('li', 'chat__event chat__event--mine chat__event--unsent');
    const meta = element('p', 'chat__meta');
    const state = element('span', 'chat__state', words);
    const button = element('button', 'chat__retry', text('state.retry'));
    button.type = 'button';
    button.hidden = true;
    button.addEventListener('click', this.retry);
    meta.append(element('span', 'chat__who', text('who.you')), ' ', state, ' ', button);
    const said = element('p', 'chat__text', message.text);
    said.dir = 'auto';
    item.append(meta, said);
    this.list.append(item);
    this.#items.set(message.id, { item, state, button });
  }

  /** Says what became of a message. */
  show(id, words, mayRetry = false) {
    const shown = this.#items.get(id);
    if (shown) {
      shown.state.textContent = words;
      shown.button.hidden = !mayRetry;
    }
  }

  /** @returns {boolean} whether it was shown */
  remove(id) {
    this.#items.get(id)?.item.remove();
    return this.#items.delete(id);
  }
}
