// Keeping a chat open is a form too; by this it leaves what is being written where it is.
import { newId } from './outbox.js';
import { post } from './post.js';

export function keepOpenByScript(panel) {
  const form = panel.root.querySelector('[data-keep-open]');
  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    const id = form.elements.keepOpenId;
    if (await post(`/api/chats/${panel.id}/keep-open`, { messageId: id.value })) {
      id.value = newId();
      panel.sync();
    } else {
      form.submit();
    }
  });
}
