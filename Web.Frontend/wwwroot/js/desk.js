// The adviser's chats on the page: which there are, and what in them has not been looked at.
import { announce } from './announce.js';
import { keepOpenByScript } from './keep-open.js';
import { isOpen } from './live.js';
import { notesByScript } from './notes.js';
import { Overview } from './overview.js';
import { adopt, fetchPage } from './pages.js';
import { ChatPanel } from './panel.js';
import { repliesByScript } from './replies.js';
import { text } from './words.js';

const againMs = 5_000;

export class Desk {
  #panels = new Map();
  #unread = new Map();
  #isRefreshing = false;
  #isStale = false;

  /** @param {import('./alerts.js').Alerts} alerts */
  constructor(root, alerts) {
    this.root = root;
    this.alerts = alerts;
    this.list = root.querySelector('[data-panels]');
    this.isOfOne = root.dataset.desk === 'one';
    this.overview = new Overview(root.querySelector('[data-overview]'));
    this.seeing = new IntersectionObserver((seen) =>
      seen.forEach((entry) => this.#seen(entry.target, entry.isIntersecting)),
    );
    for (const chat of this.list.querySelectorAll('[data-chat]')) {
      this.#add(chat);
    }
    this.#showOverview();
  }

  /** The panels, as they stand on the page. */
  get roots() {
    return [...this.list.querySelectorAll('[data-chat]')];
  }

  get unreadRoots() {
    return this.roots.filter((root) => this.#unread.has(root));
  }

  get(id) {
    return this.#panels.get(id);
  }

  forEach(act) {
    this.#panels.forEach((panel) => act(panel));
  }

  async join(connection) {
    this.connection = connection;
    for (const panel of this.#panels.values()) {
      await panel.join(connection);
    }
  }

  /** The person looks at the page again. */
  lookedAt() {
    const root = document.activeElement?.closest('[data-chat]');
    if (root) {
      this.#read(root);
    }
  }

  /** Takes chats that this adviser got onto the page, and those that they lost from it. Nothing else is touched. */
  async refresh() {
    this.#isStale = true;
    if (this.#isRefreshing) {
      return;
    }
    this.#isRefreshing = true;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.#merge();
      }
    } catch {
      setTimeout(() => this.refresh(), againMs);
    } finally {
      this.#isRefreshing = false;
    }
  }

  async #merge() {
    const address = this.isOfOne ? location.pathname : '/staff/chats';
    const answer = await fetchPage(address);
    // A page without a desk is the sign-in, or a mishap: it says nothing about chats.
    const desk = answer?.page.querySelector('[data-desk]');
    if (!desk && answer?.isElsewhere) {
      return;
    }
    if (!desk) {
      throw new Error('no-desk');
    }
    const mine = new Map([...desk.querySelectorAll('[data-chat]')].map((root) => [root.dataset.chat, root]));
    for (const panel of [...this.#panels.values()]) {
      if (!panel.isEnded && !mine.has(panel.id)) {
        this.#lose(panel);
      }
    }
    for (const [id, root] of mine) {
      const shown = this.get(id);
      if (!this.isOfOne && (!shown || shown.isEnded)) {
        const written = shown?.givenBack ?? [];
        if (shown) {
          this.#remove(shown.root, shown.root.contains(document.activeElement));
        }
        await this.#gain(root);
        // It comes back to who had it: what they had written goes back into the box.
        if (written.length > 0) {
          this.get(id).insert(written.join('\n\n'));
        }
      } else if (shown && !shown.isJoined && isOpen(this.connection)) {
        await shown.join(this.connection);
      }
    }
    this.#showWhetherAny();
  }

  async #gain(fetched) {
    const root = adopt(fetched, (own) => this.list.append(own));
    const panel = this.#add(root);
    this.#showOverview();
    this.#markUnread(root);
    announce(text('desk.gained', { chat: titleOf(root) }));
    this.alerts.ring();
    if (isOpen(this.connection)) {
      await panel.join(this.connection);
    }
  }

  #lose(panel) {
    const { root } = panel;
    const isKept = this.isOfOne || panel.hasUnsent;
    const hadFocus = root.contains(document.activeElement);
    announce(text('desk.lost', { chat: titleOf(root) }));
    panel.leave();
    if (!isKept) {
      this.#remove(root, hadFocus);
    }
  }

  #add(root) {
    const panel = new ChatPanel(root, (event) => event.kind === 'message' && this.#happened(root));
    this.#panels.set(panel.id, panel);
    this.seeing.observe(root);
    root.addEventListener('focusin', () => this.#read(root));
    for (const button of root.querySelectorAll('[data-dismiss]')) {
      button.addEventListener('click', () => this.#remove(root, true));
    }
    keepOpenByScript(panel);
    notesByScript(panel);
    repliesByScript(panel);
    return panel;
  }

  #remove(root, hadFocus) {
    this.seeing.unobserve(root);
    this.#read(root);
    this.#panels.delete(root.dataset.chat);
    root.remove();
    this.#showWhetherAny();
    this.#showOverview();
    if (hadFocus) {
      document.getElementById('mine').focus();
    }
  }

  #seen(root, isOnScreen) {
    const panel = this.#panels.get(root.dataset.chat);
    if (panel) {
      panel.isOnScreen = isOnScreen;
    }
  }

  #showWhetherAny() {
    const none = this.root.querySelector('[data-no-chats]');
    if (none) {
      none.hidden = this.roots.length > 0;
    }
  }

  #happened(root) {
    if (document.hidden || !root.contains(document.activeElement)) {
      this.#markUnread(root);
      this.alerts.ring();
    }
  }

  #markUnread(root) {
    this.#unread.set(root, (this.#unread.get(root) ?? 0) + 1);
    this.#showUnread(root);
  }

  #read(root) {
    if (this.#unread.delete(root)) {
      this.#showUnread(root);
    }
  }

  #showUnread(root) {
    const count = this.#unread.get(root) ?? 0;
    const mark = root.querySelector('[data-unread]');
    mark.textContent = text('desk.unread', { n: count });
    mark.hidden = count === 0;
    root.classList.toggle('chat-panel--unread', count > 0);
    this.alerts.count = [...this.#unread.values()].reduce((sum, one) => sum + one, 0);
    this.#showOverview();
  }

  #showOverview() {
    this.overview.show(this.roots, (root) => this.#unread.get(root) ?? 0);
  }
}

const titleOf = (root) => root.querySelector('[data-title]').textContent.replace(/\s+/g, ' ').trim();
