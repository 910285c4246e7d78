// Sends what is written, one message after the other in the order in which they were written, until each is on the record.
import { announce } from './announce.js';
import { Outbox } from './outbox.js';
import { UnsentList } from './unsent.js';
import { numberText, text } from './words.js';

const longest = 4000;
const longestPause = 30_000;
const typingEvery = 3_000;
// The second half of a double click, or of a key that was held, is not meant.
const sameGesture = 1_000;
// On a touch screen the key Enter is the only way to a new line.
const hasKeys = !matchMedia('(pointer: coarse)').matches;
// Every other answer of no, and none at all, is tried again.
const final = /^(text-|message-id-conflict|chat-not-found)/;

export class Sender {
  #sending = false;
  #failures = 0;
  #typedAt = 0;
  #sentAt = 0;
  #isMistaken = false;

  /**
   * @param {{isLive: boolean, isJoined: boolean, isEnded: boolean}} chat
   * @param {{send: (id: string, text: string) => Promise<object | null>, saved: (seq: number) => void, ended: () => void,
   *   typing: () => void, written: () => void}} server
   */
  constructor(root, chat, server) {
    this.chat = chat;
    this.server = server;
    this.form = root.querySelector('[data-compose]');
    this.box = this.form.querySelector('textarea');
    this.notice = root.querySelector('[data-notice]');
    this.unsent = new UnsentList(root.querySelector('[data-unsent]'), () => this.#retry());
    this.outbox = new Outbox(root.dataset.chat);
    this.box.value ||= this.outbox.draft;
    this.box.addEventListener('input', () => this.#written());
    this.box.addEventListener('keydown', (event) => this.#key(event));
    this.form.addEventListener('submit', (event) => this.#submit(event));
  }

  /** Shows what this tab still has to send. @param {(id: string) => boolean} isRecorded */
  restore(isRecorded) {
    for (const message of [...this.outbox.messages]) {
      if (isRecorded(message.id)) {
        this.outbox.remove(message.id);
      } else {
        this.unsent.add(message, text('state.unsent'));
      }
    }
  }

  /** The message is on the record, and on the page. @returns {boolean} whether it was waited for here */
  confirmed(id) {
    this.outbox.remove(id);
    return this.unsent.remove(id);
  }

  get hasUnsent() {
    return this.outbox.first !== undefined || this.box.value.trim() !== '';
  }

  /** What was written and not sent when the chat ended, or went to somebody else, stays on the page, to be copied. */
  giveBack(why, note = '') {
    for (const written of [this.box.value.trim(), note].filter((words) => words !== '')) {
      this.unsent.add(this.outbox.add(written), '');
    }
    this.#write('');
    this.givenBack = this.outbox.messages.map((message) => message.text);
    this.say(this.outbox.first ? text(why === 'gone' ? 'send.gone' : 'send.lost') : '');
    for (const message of [...this.outbox.messages]) {
      this.unsent.show(message.id, text(`state.${why}`));
      this.outbox.remove(message.id);
    }
  }

  /** Puts words where the box's cursor is. */
  insert(words) {
    this.box.setRangeText(words, this.box.selectionStart, this.box.selectionEnd, 'end');
    this.#write(this.box.value);
    this.box.focus();
  }

  /** What was wrong with the words in the box no longer matters. */
  forgive() {
    if (this.#isMistaken) {
      this.#isMistaken = false;
      this.say('');
    }
  }

  /** Shown under the conversation, and read out when it changes. */
  say(words) {
    if (this.notice.textContent !== words) {
      this.notice.textContent = words;
      announce(words);
    }
  }

  async pump() {
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    clearTimeout(this.retrying);
    try {
      while (this.outbox.first && !this.chat.isEnded) {
        const message = this.outbox.first;
        this.unsent.show(message.id, text('state.sending'));
        // A chat that is not joined would be answered as one that is not there.
        const reply = this.chat.isJoined ? await this.server.send(message.id, message.text) : null;
        if (reply?.ok) {
          this.#saved(message.id, reply.seq);
        } else if (!this.#notSaved(message, reply)) {
          return;
        }
      }
    } finally {
      this.#sending = false;
    }
  }

  #saved(id, seq) {
    this.outbox.remove(id);
    if (this.#failures > 0) {
      this.#failures = 0;
      this.say('');
    }
    this.unsent.show(id, text('state.saved'));
    // The event itself brings the text as it was recorded.
    this.server.saved(seq, id);
  }

  /** @returns {boolean} whether the next message may be sent */
  #notSaved(message, reply) {
    if (reply?.code === 'chat-ended') {
      this.server.ended();
      return false;
    }
    if (final.test(reply?.code)) {
      this.confirmed(message.id);
      this.#write(this.box.value ? `${message.text}\n${this.box.value}` : message.text);
      this.say(`${text('send.refused')}${document.documentElement.lang === 'en' ? `. ${reply.detail}` : ''}`);
      return true;
    }
    const why = this.chat.isJoined ? 'retrying' : 'waiting';
    this.unsent.show(message.id, text(`state.${why}`), true);
    this.say(text(`send.${why}`));
    const pause = Math.max((reply?.retryAfter ?? 0) * 1000, Math.min(longestPause, 1000 * 2 ** this.#failures++));
    if (this.chat.isJoined) {
      this.retrying = setTimeout(() => this.pump(), pause);
    }
    return false;
  }

  #written() {
    this.outbox.draft = this.box.value;
    this.forgive();
    const now = Date.now();
    if (this.box.value.trim() !== '' && this.chat.isJoined && now - this.#typedAt > typingEvery) {
      this.#typedAt = now;
      this.server.typing();
    }
  }

  #key(event) {
    if (hasKeys && this.chat.isLive && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (!event.repeat) {
        this.form.requestSubmit();
      }
    }
  }

  #submit(event) {
    if (!this.chat.isLive) {
      // Never connected: the form is sent by the browser, as it is without scripts.
      this.outbox.draft = '';
      return;
    }
    event.preventDefault();
    const written = this.box.value.replace(/\r\n?/g, '\n').trim();
    this.box.focus();
    if (written === '' && Date.now() - this.#sentAt < sameGesture) {
      return;
    }
    const mistake = this.#mistake(written);
    this.#isMistaken = mistake !== '';
    this.say(mistake);
    if (this.#isMistaken) {
      return;
    }
    this.#write('');
    this.#typedAt = 0;
    this.#sentAt = Date.now();
    this.unsent.add(this.outbox.add(written), text('state.sending'));
    this.server.written();
    this.pump();
  }

  #mistake(written) {
    if (written === '') {
      return text('message.empty');
    }
    return written.length > longest ? text('message.tooLong', { max: numberText(longest) }) : '';
  }

  #retry() {
    this.box.focus();
    this.pump();
  }

  #write(words) {
    this.box.value = words;
    this.outbox.draft = words;
    // Lets the character count see it.
    this.box.dispatchEvent(new Event('keyup'));
  }
}
