// The page's words, as the server gives them in the language of the page (Components/Parts/ChatScripts.razor).
const given = JSON.parse(document.getElementById('words')?.textContent ?? '{}');
const texts = given.texts ?? {};
const language = given.language ?? 'en';
const forms = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language, { numberingSystem: 'latn' });
const isRightToLeft = document.documentElement.dir === 'rtl';
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Europe/London',
});

export const has = (key) => key in texts;

/** The text of a key with its places filled: `{name}` with `values.name`. */
export function text(key, values = {}) {
  return (texts[key] ?? '').replace(/\{(\w+)\}/g, (place, name) => {
    const value = values[name];
    // As Texts.cs does: a name in another script does not turn the words around it.
    return value === undefined ? place : isRightToLeft ? `\u2068${value}\u2069` : value;
  });
}

/** A number as the language writes it, with European digits as the server does. */
export const numberText = (n) => numbers.format(n);

/** The text's form for a number, which it calls `{n}`. */
export const plural = (key, n) => text(`${key}.${forms.select(n)}`, { n: numberText(n) });

/** A wait that is expected, as Texts.cs words it. */
export function waitText(seconds) {
  if (seconds < 60) {
    return text('wait.underMinute');
  }
  return seconds < 3600 ? plural('wait.minutes', Math.floor((seconds + 30) / 60)) : text('wait.hour');
}

/** A time of day in London, in the pattern that the server uses too. */
export function timeText(at) {
  const parts = Object.fromEntries(clock.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const hour = Number(parts.hour);
  return (given.time ?? 'H:mm').replace(/H|h|mm|tt/g, (part) => {
    switch (part) {
      case 'H':
        return hour;
      case 'h':
        return hour % 12 || 12;
      case 'mm':
        return parts.minute;
      default:
        return given.noon?.[hour < 12 ? 0 : 1] ?? '';
    }
  });
}

/** What the page says about the live connection. */
export function connectionWords(live = text('connection.live')) {
  return {
    connecting: text('connection.connecting'),
    live,
    lost: text('connection.lost'),
    unavailable: text('connection.unavailable'),
  };
}
