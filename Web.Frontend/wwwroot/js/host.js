// What a page in a frame and the page around it tell each other: never what is said, nor in which chat. The gateway lets
// only pages of the configured origins be around it (frame-ancestors), so whoever hears this is one of them.
const isFramed = parent !== window;
const listeners = [];
let isShown = true;

addEventListener('message', (event) => {
  const isOpen = event.data?.webchat?.open;
  if (isFramed && event.source === parent && typeof isOpen === 'boolean') {
    isShown = isOpen;
    listeners.forEach((heard) => heard(isOpen));
  }
});

/** @param {{ready?: true, live?: boolean, blocked?: true, messages?: number, close?: true}} news */
export function tellHost(news) {
  if (isFramed) {
    parent.postMessage({ webchat: news }, '*');
  }
}

/** @param {(isShown: boolean) => void} heard told now, and whenever the page around this one shows or hides it */
export function onShown(heard) {
  listeners.push(heard);
  heard(isShown);
}
