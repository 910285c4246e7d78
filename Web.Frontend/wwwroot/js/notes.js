// An internal note, written without leaving the page. Its form does the same.
import { announce } from './announce.js';
import { newId } from './outbox.js';
import { post } from './post.js';
import { text } from './words.js';

export function notesByScript(panel) {
  const form = panel.root.querySelector('[data-note-form]');
  form.addEventListener('submit', async (event) => {
    const box = form.elements.note;
    const note = box.value.replace(/\r\n?/g, '\n').trim();
    if (!panel.isJoined || note === '' || form.dataset.busy) {
      // The page that the form leads to says what is missing.
      if (form.dataset.busy) {
        event.preventDefault();
      }
      return;
    }
    event.preventDefault();
    form.dataset.busy = 'yes';
    box.readOnly = true;
    const id = form.elements.noteId.value;
    const isSaved = await post(`/api/chats/${panel.id}/notes`, { messageId: id, text: note });
    delete form.dataset.busy;
    box.readOnly = false;
    if (!isSaved) {
      // With the same id, so that it is on the record once; and what is wrong is said there.
      form.submit();
      return;
    }
    form.elements.noteId.value = newId();
    box.value = '';
    box.dispatchEvent(new Event('keyup'));
    const details = form.closest('details');
    const hadFocus = form.contains(document.activeElement);
    details.open = false;
    if (hadFocus) {
      details.querySelector('summary').focus();
    }
    panel.noted(id);
    announce(text('desk.noted'));
  });
}
