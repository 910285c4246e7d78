// One live connection that is opened again for as long as the page stands. `signalR` comes from a script of its own.
const signalR = globalThis.signalR;
const longestPause = 20_000;
const silentPause = 2_000;
const longestSilence = 5_000;
/** What looks whether a connection still lives. */
const probes = new WeakMap();

/**
 * @param {string} address
 * @param {Record<string, (...values: unknown[]) => void>} handlers what the server calls
 * @param {() => Promise<void>} opened called on every opening, before the connection counts as live, and to see whether an
 *   open connection still lives; it may be called again at any time
 * @param {(state: 'connecting' | 'live' | 'lost' | 'unavailable') => void} told called on every change
 */
export function connect(address, handlers, opened, told) {
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(address, { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets })
    .configureLogging(signalR.LogLevel.None)
    .build();
  for (const [name, handler] of Object.entries(handlers)) {
    connection.on(name, handler);
  }
  let state;
  let attempt = 0;
  let wasLive = false;
  let isOpening = false;
  let isProbing = false;
  let waiting;
  let telling;

  function tell(now) {
    clearTimeout(telling);
    if (state !== now) {
      state = now;
      told(now);
    }
  }

  async function open() {
    clearTimeout(waiting);
    if (isOpening || connection.state !== signalR.HubConnectionState.Disconnected) {
      return;
    }
    isOpening = true;
    try {
      await connection.start();
      await opened();
      if (!isOpen(connection)) {
        throw new Error('connection-lost');
      }
      attempt = 0;
      wasLive = true;
      tell('live');
    } catch {
      // Also when only the opening steps failed: the next attempt is made from the start.
      await connection.stop();
      tell(wasLive ? 'lost' : 'unavailable');
      again();
    } finally {
      isOpening = false;
    }
  }

  function again() {
    clearTimeout(waiting);
    // Not all browsers at once when a service comes back.
    const pause = Math.min(longestPause, 500 * 2 ** attempt++) * (0.5 + Math.random() / 2);
    waiting = setTimeout(open, pause);
  }

  /**
   * The page was asleep, as iOS lets tabs sleep that are not in front: a socket may then be dead though nothing has said so.
   * One that gives no answer is given up.
   */
  async function wake() {
    if (isOpening || isProbing) {
      return;
    }
    if (!isOpen(connection)) {
      attempt = 0;
      open();
      return;
    }
    if (document.hidden) {
      return;
    }
    isProbing = true;
    let silence;
    try {
      const tooLong = new Promise((_, reject) => {
        silence = setTimeout(() => reject(new Error('connection-silent')), longestSilence);
      });
      await Promise.race([opened(), tooLong]);
      if (isOpen(connection)) {
        tell('live');
      }
    } catch {
      await connection.stop();
    } finally {
      clearTimeout(silence);
      isProbing = false;
    }
  }

  connection.onclose(() => {
    if (!isOpening) {
      // It also closes whenever its token ends, and is back at once: nobody needs to hear of that.
      telling = setTimeout(() => tell('lost'), silentPause);
      again();
    }
  });
  // The device says that it has no network: that is what the person is told until the server has answered all the same.
  addEventListener('offline', () => {
    if (state === 'live') {
      tell('lost');
      wake();
    }
  });
  addEventListener('online', wake);
  addEventListener('pageshow', (event) => event.persisted && wake());
  document.addEventListener('resume', wake);
  document.addEventListener('visibilitychange', wake);
  probes.set(connection, wake);
  tell('connecting');
  open();
  return connection;
}

export const isOpen = (connection) => connection?.state === signalR.HubConnectionState.Connected;

/** Calls the server; answers null when the connection is, or goes, away, or the server failed. */
export async function call(connection, method, ...values) {
  if (!isOpen(connection)) {
    return null;
  }
  // A dead line says nothing for half a minute. Long before that somebody wants to know why nothing is sent.
  const slow = setTimeout(() => probes.get(connection)?.(), longestSilence);
  try {
    return await connection.invoke(method, ...values);
  } catch {
    return null;
  } finally {
    clearTimeout(slow);
  }
}
