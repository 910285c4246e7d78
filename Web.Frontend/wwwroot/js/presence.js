// Being away and available, without leaving the page. The form does the same.
import { announce } from './announce.js';
import { fetchPage, replace } from './pages.js';

export function presenceByScript() {
  document.addEventListener('submit', async (event) => {
    const form = event.target.closest('[data-presence]');
    if (!form) {
      return;
    }
    event.preventDefault();
    const answer = await fetchPage(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    const fetched = answer?.page.querySelector('[data-desk] #presence');
    if (!fetched) {
      // Sent as a form, it leads to a page that says what is wrong.
      form.submit();
      return;
    }
    announce(replace(document.getElementById('presence'), fetched).querySelector('p').textContent);
  });
}
