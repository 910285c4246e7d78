// Messages that the record has not confirmed, and the text being written, for this tab only. They outlive a lost connection
// and a reload; a message is sent with the same id each time, so that it can be on the record only once.
function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value === null || value.length === 0) {
      sessionStorage.removeItem(key);
    } else {
      sessionStorage.setItem(key, JSON.stringify(value));
    }
  } catch {
    // A browser that keeps nothing still sends; only a reload would then lose what was not saved.
  }
}

export class Outbox {
  #key;
  #draftKey;
  #messages;

  constructor(chatId) {
    this.#key = `webchat-unsent-${chatId}`;
    this.#draftKey = `webchat-draft-${chatId}`;
    this.#messages = read(this.#key) ?? [];
  }

  get messages() {
    return this.#messages;
  }

  get first() {
    return this.#messages[0];
  }

  get draft() {
    return read(this.#draftKey) ?? '';
  }

  set draft(text) {
    write(this.#draftKey, text);
  }

  add(text) {
    const message = { id: newId(), text };
    this.#messages.push(message);
    write(this.#key, this.#messages);
    return message;
  }

  remove(id) {
    const before = this.#messages.length;
    this.#messages = this.#messages.filter((message) => message.id !== id);
    write(this.#key, this.#messages);
    return this.#messages.length < before;
  }
}

/** A UUID. */
export function newId() {
  // This function is there on secure addresses only; a laptop's own address in a local network may not be one.
  if (crypto.randomUUID) {
    return crypto.randomUUID();
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
