// What both sides' pages say about the live connection.

/** @param {string} live what it brings while it stands */
export function connectionWords(live) {
  return {
    connecting: 'Connecting',
    live,
    lost: 'The connection is lost. We are trying to get it back. What you write is kept.',
    unavailable: 'New messages do not appear by themselves at the moment. You can send, and check for new ones.',
  };
}
