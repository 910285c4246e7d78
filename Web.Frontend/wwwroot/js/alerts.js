// How an adviser hears of something new while they look elsewhere: a tone, and a number in the title. Each can be switched
// off, which this device remembers.
const key = 'webchat-alerts';
const pauseMs = 1_000;
const notes = [660, 880];

function read() {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

export class Alerts {
  #on = { sound: true, title: true, ...read() };
  #title = document.title;
  #count = 0;
  #rungAt = 0;
  #audio;

  /** @param {Element | null} choices holds a box to tick for each, on the page where it is chosen */
  constructor(choices) {
    for (const box of choices?.querySelectorAll('input[type=checkbox]') ?? []) {
      box.checked = this.#on[box.value];
      box.addEventListener('change', () => this.#choose(box.value, box.checked));
    }
    // Browsers let a page be heard only after somebody has done something on it. Until then it stays silent.
    for (const act of ['pointerdown', 'keydown']) {
      addEventListener(act, () => this.#wake());
    }
  }

  /** How much is unread. */
  set count(count) {
    this.#count = count;
    document.title = this.#on.title && count > 0 ? `(${count} new) ${this.#title}` : this.#title;
  }

  ring() {
    const now = Date.now();
    if (this.#on.sound && this.#audio?.state === 'running' && now - this.#rungAt > pauseMs) {
      this.#rungAt = now;
      notes.forEach((frequency, index) => this.#play(frequency, this.#audio.currentTime + index * 0.15));
    }
  }

  #play(frequency, at) {
    const volume = new GainNode(this.#audio, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.15, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
    const tone = new OscillatorNode(this.#audio, { frequency });
    tone.connect(volume).connect(this.#audio.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  }

  #choose(what, isOn) {
    this.#on[what] = isOn;
    this.count = this.#count;
    try {
      localStorage.setItem(key, JSON.stringify(this.#on));
    } catch {
      // A browser that keeps nothing has it until the page is left.
    }
  }

  #wake() {
    if (this.#on.sound && this.#audio?.state !== 'running') {
      this.#audio ??= new AudioContext();
      this.#audio.resume().catch(() => {});
    }
  }
}
