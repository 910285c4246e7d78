// What an adviser can do from the keyboard at once. Which letter does what is said on the page, and read from there.

/** @param {Element} list @param {Record<string, () => void>} acts by the names in the list */
function listen(list, acts) {
  const byLetter = new Map([...list.querySelectorAll('[data-act]')].map((key) => [key.dataset.key, key.dataset.act]));
  addEventListener('keydown', (event) => {
    const others = event.ctrlKey || event.metaKey || event.getModifierState('AltGraph');
    if (!event.altKey || !event.shiftKey || others) {
      return;
    }
    // macOS makes other characters of letters with these keys; the place on the keyboard tells which it was.
    const letter = /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : event.code.replace('Key', '');
    const act = acts[byLetter.get(letter)];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}

/** Where one writes in a chat, or its heading when nothing can be written. */
export function enter(root) {
  const box = root?.querySelector('[data-while-open]:not([hidden]) [data-compose] textarea');
  (box ?? root?.querySelector('[data-title]'))?.focus({ preventScroll: true });
  root?.scrollIntoView({ block: 'nearest' });
}

/** @param {import('./desk.js').Desk} desk */
export function shortcuts(desk, list) {
  let last;
  const remember = () => (last = document.activeElement?.closest('[data-chat]') ?? last);
  addEventListener('focusin', remember);

  const current = () => (last?.isConnected ? last : desk.roots[0]);

  function step(by) {
    const { roots } = desk;
    const from = roots.indexOf(last);
    enter(roots[from < 0 ? (by > 0 ? 0 : roots.length - 1) : (from + by + roots.length) % roots.length]);
  }

  function nextUnread() {
    const { roots, unreadRoots } = desk;
    const from = roots.indexOf(last);
    enter(unreadRoots.find((root) => roots.indexOf(root) > from) ?? unreadRoots[0]);
  }

  function replies() {
    const part = current()?.querySelector('[data-while-open]:not([hidden]) [data-replies]');
    if (part) {
      part.open = true;
      part.querySelector('input').focus();
    }
  }

  function help() {
    const part = list.closest('details');
    part.open = true;
    part.querySelector('summary').focus();
  }

  listen(list, {
    next: () => step(1),
    previous: () => step(-1),
    unread: nextUnread,
    accept: () => document.querySelector('[data-accept=chat]')?.click(),
    write: () => enter(current()),
    replies,
    help,
  });
}
