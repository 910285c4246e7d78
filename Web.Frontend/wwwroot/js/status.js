// What a chat's page says beside the conversation: who answers, the place in the queue, who is writing, and what is closing.
import { announce } from './announce.js';
import { numberText, text, timeText, waitText } from './words.js';

// As long as a sign of life of somebody who writes is good; it is given every three seconds.
const typingFor = 5_000;
const final = ['ended', 'gone'];

export class Status {
  constructor(root) {
    this.root = root;
    /** The other side's. */
    this.name = root.dataset.otherName;
  }

  get state() {
    return this.root.dataset.state;
  }

  get isFinal() {
    return final.includes(this.state);
  }

  /** @returns {boolean} whether it is another one now */
  become(state) {
    if (this.state === state || this.isFinal) {
      return false;
    }
    this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll('[data-when]')) {
      part.hidden = !part.dataset.when.split(' ').includes(state);
    }
    this.typing(null);
    return true;
  }

  adviser(name) {
    this.name = name;
    this.#set('[data-adviser]', name ? text('chat.with', { name }) : text('chat.withUnnamed'));
  }

  position(place, wait) {
    if (!place) {
      return;
    }
    const words = [place === 1 ? text('queue.next') : text('queue.place', { n: numberText(place) })];
    if (wait !== null && wait !== undefined) {
      words.push(text('queue.wait', { wait: waitText(wait) }));
    }
    if (this.#set('[data-position]', words.join(' '))) {
      announce(words[0]);
    }
  }

  /** Somebody is writing: their name, '' if they have none, or null for nobody. Not read out, as it comes and goes. */
  typing(name) {
    clearTimeout(this.stopping);
    const words = name === null ? '' : name ? text('typing.named', { name }) : text('typing.unnamed');
    this.#set('[data-typing]', words);
    if (words) {
      this.stopping = setTimeout(() => this.typing(null), typingFor);
    }
  }

  /** Whether the other side has a connection; null if there is no other side, or nobody knows. */
  here(isHere) {
    this.#set('[data-here]', isHere === false && this.state === 'active' ? text('here.gone') : '');
  }

  /** Somebody began to follow the chat, or stopped. */
  followed(code) {
    const part = this.root.querySelector('[data-followers]');
    const change = { started: 1, ended: -1 }[code] ?? 0;
    part.dataset.followers = Math.max(0, Number(part.dataset.followers) + change);
    part.hidden = part.dataset.followers === '0';
  }

  /** The chat is closed at this time if nobody writes; undefined if nobody knows when, null when it is not. */
  closing(at) {
    const part = this.root.querySelector('[data-idle]');
    if (!part) {
      return;
    }
    const words = typeof at === 'string' ? text('idle.text', { time: timeText(at) }) : text('idle.soon');
    this.#set('[data-idle-text]', words);
    part.hidden = at === null;
  }

  #set(selector, words) {
    const part = this.root.querySelector(selector);
    if (!part || part.textContent === words) {
      return false;
    }
    part.textContent = words;
    return true;
  }
}
