// Who is waiting, as the server renders it.
import { fetchPage, replace } from './pages.js';
import { plural, text } from './words.js';

const everyMs = 60_000;
const pauseMs = 250;

export class Waiting {
  #looks = 0;

  /**
   * @param {(isSignedOut: boolean) => void} failed called when there is no list to be had
   * @param {() => void} more called when more people wait than before
   */
  constructor(failed, more) {
    this.failed = failed;
    this.more = more;
    this.news = document.querySelector('[data-waiting-news]');
    this.count = document.querySelector('[data-waiting-count]');
    setInterval(() => this.refresh(), everyMs);
  }

  /** Several changes in a moment are one look. */
  refresh() {
    clearTimeout(this.refreshing);
    this.refreshing = setTimeout(() => this.#look(), pauseMs);
  }

  async #look() {
    if (!document.getElementById('queues')) {
      return;
    }
    const look = ++this.#looks;
    const answer = await fetchPage('/staff/chats/queues');
    // A later look knows more, and what the page shows may be another's by now.
    if (!answer || look !== this.#looks) {
      return;
    }
    const shown = document.getElementById('queues');
    const fetched = answer.page.getElementById('queues');
    if (!fetched) {
      this.failed(answer.isElsewhere);
      return;
    }
    const before = Number(shown.dataset.waiting);
    const count = Number(replace(shown, fetched).dataset.waiting);
    if (count !== before) {
      this.news.textContent = count > 0 ? plural('desk.waiting', count) : text('desk.nobodyWaiting');
      this.count.textContent = this.news.textContent;
    }
    if (count > before) {
      this.more();
    }
  }
}
