// A page in the frame that embed.js makes.
import { tellHost } from './host.js';

const probe = 'council-probe=1; path=/; secure; samesite=none; partitioned';

/** Whether the browser keeps the frame's cookies; without them no form of it can be sent. */
function keepsCookies() {
  document.cookie = probe;
  const kept = document.cookie.includes('council-probe=1');
  document.cookie = `${probe}; max-age=0`;
  return kept;
}

// What is not ours has no place in the frame, and may not want to be in one.
for (const link of document.links) {
  if (link.origin !== location.origin && link.protocol.startsWith('http') && !link.target) {
    link.target = '_blank';
    link.rel = 'noopener';
  }
}

for (const exit of document.querySelectorAll('a[target=_top]')) {
  exit.addEventListener('click', () => tellHost({ close: true }));
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) {
    tellHost({ close: true });
  }
});

const isChat = location.pathname.startsWith('/chat/') && !document.querySelector('[data-chat][data-state=ended]');
tellHost(keepsCookies() ? { ready: true, live: isChat } : { blocked: true });
