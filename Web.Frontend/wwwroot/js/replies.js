// Canned replies, found while one types and put into the box, where they can be changed before they are sent.
import { announce } from './announce.js';
import { element } from './events.js';
import { plural, text } from './words.js';

const pauseMs = 250;
// As chat-api takes it.
const longest = 100;

export function repliesByScript(panel) {
  const part = panel.root.querySelector('[data-replies]');
  const form = part.querySelector('form');
  const list = part.querySelector('[data-reply-list]');
  const news = part.querySelector('[data-reply-news]');
  let asked = 0;
  let waiting;

  async function find() {
    clearTimeout(waiting);
    const mine = ++asked;
    const search = encodeURIComponent(form.elements.search.value.trim().slice(0, longest));
    let replies = null;
    try {
      const response = await fetch(`/api/chats/${panel.id}/replies?search=${search}`);
      replies = response.ok ? (await response.json()).replies : null;
    } catch {
      // Said below.
    }
    // An answer that comes after that to a later question says nothing any more.
    if (mine === asked) {
      list.replaceChildren(...(replies ?? []).map(item));
      news.textContent = replies ? plural('desk.replies', replies.length) : text('desk.noReplies');
    }
  }

  function item(reply) {
    const button = element('button', 'chat-replies__use', reply.title);
    button.type = 'button';
    button.addEventListener('click', () => {
      part.open = false;
      panel.insert(reply.text);
      announce(text('desk.inserted'));
    });
    const made = element('li');
    made.append(button, element('p', '', reply.text));
    return made;
  }

  part.addEventListener('toggle', () => part.open && find());
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, pauseMs);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    find();
  });
}
