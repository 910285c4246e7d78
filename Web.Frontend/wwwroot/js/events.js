// A chat's events as elements, in the same shape as Components/Parts/ChatLog.razor. Text is only ever set as text.
const time = new Intl.DateTimeFormat('en-GB', {
  hour: 'numeric',
  minute: '2-digit',
  hour12: true,
  timeZone: 'Europe/London',
});

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

function timeOf(at) {
  const made = element('time', '', time.format(new Date(at)).replace(/\s/g, '').toLowerCase());
  made.dateTime = at;
  return made;
}

function whoSays(event, viewer) {
  if (event.party === viewer) {
    return 'You';
  }
  if (event.party === 'adviser') {
    return event.name ? `${event.name} (adviser)` : 'Adviser';
  }
  return event.name ? `${event.name} (resident)` : 'Resident';
}

function happened(event, viewer) {
  switch (event.kind) {
    case 'started':
      return 'The chat was started';
    case 'assigned':
      return event.name ? `${event.name}, an adviser, joined the chat` : 'An adviser joined the chat';
    case 'ended':
      if (event.party === viewer) {
        return 'You ended the chat';
      }
      return event.party === 'system' ? 'The chat was ended' : `The ${event.party} ended the chat`;
    default:
      return event.kind;
  }
}

export function eventItem(event, viewer) {
  const isMessage = event.kind === 'message';
  const mine = event.party === viewer;
  const item = element('li', `chat__event chat__event--${isMessage ? (mine ? 'mine' : 'theirs') : 'system'}`);
  item.dataset.seq = event.seq;
  item.dataset.id = event.id;
  const meta = element('p', 'chat__meta');
  meta.append(
    isMessage ? element('span', 'chat__who', whoSays(event, viewer)) : element('span', '', happened(event, viewer)),
    ' ',
    timeOf(event.at),
  );
  item.append(meta);
  if (isMessage) {
    if (mine) {
      meta.append(' ', element('span', 'chat__state', 'Saved'));
    }
    item.append(element('p', 'chat__text', event.text));
  }
  return item;
}
