// A verification that is under way, by itself: its progress as the server renders it, and the whole page once it has ended.
import { fetchPage, replace } from './pages.js';

const everyMs = 2_000;

async function refresh() {
  const shown = document.getElementById('verification');
  if (document.hidden || !shown) {
    return;
  }
  const answer = await fetchPage(location.pathname + location.search);
  const fetched = answer?.page.getElementById('verification');
  if (fetched) {
    replace(shown, fetched);
  } else if (answer) {
    // It has ended, or somebody has to sign in again.
    location.reload();
  }
}

setInterval(refresh, everyMs);
