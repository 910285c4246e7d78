// The supervisor's board by itself: it takes the figures from the server as it renders them, while somebody looks.
import { fetchPage, replace } from './pages.js';

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
  const answer = await fetchPage('/staff/board');
  const fetched = answer?.page.getElementById('board');
  if (!fetched) {
    say(answer?.isElsewhere ? signedOut : away);
    return;
  }
  if (!updates.checked) {
    return;
  }
  const shown = document.getElementById('board');
  const scrolled = [...shown.querySelectorAll('.council-scroll')].map((table) => [table.id, table.scrollLeft]);
  replace(shown, fetched);
  for (const [id, left] of scrolled) {
    document.getElementById(id)?.scrollTo({ left });
  }
  say('');
}

setInterval(refresh, everyMs);
updates.addEventListener('change', refresh);
document.addEventListener('visibilitychange', refresh);
