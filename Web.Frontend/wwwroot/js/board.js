// The supervisor's board by itself: it takes the figures from the server as it renders them, while somebody looks.
const everyMs = 10_000;
const away = 'The figures cannot be loaded at the moment. Those shown may be old.';
const signedOut = 'You have been signed out. Load the page again to sign in.';

const updates = document.querySelector('[data-board-updates]');
const state = document.querySelector('[data-board-state]');

/** Nothing is said as long as all is well: a board that speaks every ten seconds is of no use to anybody. */
function say(text) {
  if (state.textContent !== text) {
    state.textContent = text;
  }
}

async function refresh() {
  if (document.hidden || !updates.checked) {
    return;
  }
  let response;
  let fresh;
  try {
    response = await fetch('/staff/board');
    fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('board');
  } catch {
    say(away);
    return;
  }
  if (!fresh) {
    say(response.redirected ? signedOut : away);
    return;
  }
  const shown = document.getElementById('board');
  const focused = shown.contains(document.activeElement) ? document.activeElement.id : null;
  const scrolled = [...shown.querySelectorAll('.council-scroll')].map((table) => [table.id, table.scrollLeft]);
  shown.replaceWith(document.adoptNode(fresh));
  for (const [id, left] of scrolled) {
    document.getElementById(id)?.scrollTo({ left });
  }
  if (focused) {
    document.getElementById(focused)?.focus();
  }
  say('');
}

setInterval(refresh, everyMs);
updates.addEventListener('change', refresh);
document.addEventListener('visibilitychange', refresh);
