// One line over the adviser's chats: a link to each, with what is new in it. Links stay where they are as chats come and go,
// so that nobody clicks on another than they aimed at, and the focus stays.
import { element } from './events.js';
import { enter } from './shortcuts.js';
import { text } from './words.js';

export class Overview {
  #links = new Map();

  /** @param {Element | null} list not there where a chat stands alone */
  constructor(list) {
    this.list = list;
    list?.replaceChildren();
  }

  /** @param {(root: Element) => number} unreadOf */
  show(roots, unreadOf) {
    if (!this.list) {
      return;
    }
    for (const [root, { item }] of this.#links) {
      if (!roots.includes(root)) {
        item.remove();
        this.#links.delete(root);
      }
    }
    for (const root of roots) {
      const { link, mark } = this.#links.get(root) ?? this.#add(root);
      const count = unreadOf(root);
      mark.textContent = count > 0 ? text('desk.unread', { n: count }) : '';
      link.classList.toggle('chat-overview__unread', count > 0);
    }
  }

  #add(root) {
    const item = element('li');
    const link = element('a', 'govuk-link', root.querySelector('[data-title]').textContent.replace(/\s+/g, ' ').trim());
    const mark = element('strong', 'govuk-tag');
    link.href = `#${root.id}`;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      enter(root);
    });
    item.append(link, ' ', mark);
    this.list.append(item);
    const added = { item, link, mark };
    this.#links.set(root, added);
    return added;
  }
}
