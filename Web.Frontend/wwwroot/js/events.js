// A chat's events as elements, in the same shape as Components/Parts/ChatLog.razor and with the words that
// Components/Parts/EventWords.cs chooses. Text is only ever set as text.
import { has, text, timeText } from './words.js';

const withText = ['message', 'note', 'warned'];

export function element(name, className, content) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (content !== undefined) {
    made.textContent = content;
  }
  return made;
}

function timeOf(at) {
  const made = element('time', '', timeText(at));
  made.dateTime = at;
  return made;
}

/** Whether the viewer themselves did it, and not somebody who had the chat before them. */
export function isOwn(event, viewer) {
  return event.party === viewer.party && (!viewer.name || !event.name || event.name === viewer.name);
}

const named = (key, name) => [name ? key : `${key}Unnamed`, name];

function keyOf(event, viewer) {
  const side = isOwn(event, viewer) ? 'mine' : event.party;
  switch (event.kind) {
    case 'message':
      return side === 'mine' ? ['who.you'] : named(`who.${event.party}`, event.name);
    case 'started':
      return ['event.started'];
    case 'assigned':
      return named('event.assigned', event.name);
    case 'moved':
      return event.code === 'adviser' ? named('event.moved.adviser', event.targetName) : [`event.moved.${event.code}`];
    case 'note':
      return ['event.note', event.name];
    case 'warned':
      return [`event.warned.${event.code}`, event.name];
    case 'flagged':
      return [`event.flagged.${side}`];
    case 'monitoring':
      return [`event.monitoring.${event.code}`, event.name];
    case 'notice':
      return [`event.notice.${event.code}`];
    case 'ended':
      return [`event.ended.${event.code === 'idle' || event.code === 'abandoned' ? event.code : side}`];
    default:
      return [''];
  }
}

function lookOf(event, viewer) {
  if (event.kind === 'message') {
    return event.party === (viewer.party ?? 'adviser') ? 'mine' : 'theirs';
  }
  return event.kind === 'note' || event.kind === 'warned' ? event.kind : 'system';
}

/**
 * @param {{party: string | null, name?: string}} viewer with a name where others of their party may have been in the chat
 *   before; with no party for a reader who takes no part
 * @returns {HTMLElement | null} null for an event that is not shown: not for this viewer, or of a kind that came later
 */
export function eventItem(event, viewer) {
  const [key, name] = keyOf(event, viewer);
  if (!has(key)) {
    return null;
  }
  const isMessage = event.kind === 'message';
  const item = element('li', `chat__event chat__event--${lookOf(event, viewer)}`);
  item.dataset.seq = event.seq;
  item.dataset.id = event.id;
  const meta = element('p', 'chat__meta');
  const words = text(key, { name: name ?? text('who.adviserUnnamed') });
  meta.append(element('span', isMessage ? 'chat__who' : '', words), ' ', timeOf(event.at));
  item.append(meta);
  if (isMessage && isOwn(event, viewer)) {
    meta.append(' ', element('span', 'chat__state', text('state.saved')));
  }
  if (withText.includes(event.kind)) {
    const said = element('p', 'chat__text', event.text);
    said.dir = 'auto';
    item.append(said);
  }
  return item;
}
