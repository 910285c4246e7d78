// Parts of pages, as the server renders them, for a page that takes them over without being loaded again.
import { initAll } from '/lib/govuk-frontend.min.js';

/**
 * @param {RequestInit} [options] of fetch
 * @returns {Promise<{page: Document, isElsewhere: boolean} | null>} null when there was no answer; `isElsewhere` when another
 *   page came than the one asked for, the sign-in for instance
 */
export async function fetchPage(address, options) {
  try {
    // What is fetched has not been on the screen; the mark goes along with redirections.
    const response = await fetch(address, { ...options, headers: { 'X-Fetched': 'yes' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    return { page, isElsewhere: response.redirected };
  } catch {
    return null; // The connection's own state says that it is away.
  }
}

/** Takes an element over from a page that was fetched. @param {(element: Element) => void} put puts it into this page */
export function adopt(fetched, put) {
  const own = document.adoptNode(fetched);
  put(own);
  initAll({ scope: own });
  return own;
}

/** Puts a fetched element in place of the one of the same id; the focus stays where it was, as far as that is still there. */
export function replace(shown, fetched) {
  const focused = shown.contains(document.activeElement) ? document.activeElement.id : null;
  const fresh = adopt(fetched, (own) => shown.replaceWith(own));
  if (focused !== null) {
    (document.getElementById(focused) ?? fresh).focus();
  }
  return fresh;
}
