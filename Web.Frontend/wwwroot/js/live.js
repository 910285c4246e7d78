// One live connection that is opened again for as long as the page stands. `signalR` comes from a script of its own.
const signalR = globalThis.signalR;
const longestPause = 20_000;

/**
 * @param {string} address
 * @param {Record<string, (...values: unknown[]) => void>} handlers what the server calls
 * @param {() => Promise<void>} opened called on every opening, before the connection counts as live
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
  let attempt = 0;
  let wasLive = false;
  let waiting;

  async function open() {
    clearTimeout(waiting);
    if (connection.state !== signalR.HubConnectionState.Disconnected) {
      return;
    }
    try {
      await connection.start();
      await opened();
      attempt = 0;
      wasLive = true;
      told('live');
    } catch {
      if (connection.state === signalR.HubConnectionState.Disconnected) {
        again();
      } else {
        // The opening steps failed: closing leads to the next attempt.
        await connection.stop();
      }
    }
  }

  function again() {
    clearTimeout(waiting);
    told(wasLive ? 'lost' : 'unavailable');
    // Not all browsers at once when a service comes back.
    const pause = Math.min(longestPause, 500 * 2 ** attempt++) * (0.5 + Math.random() / 2);
    waiting = setTimeout(open, pause);
  }

  connection.onclose(again);
  addEventListener('online', open);
  told('connecting');
  open();
  return connection;
}

export const isOpen = (connection) => connection?.state === signalR.HubConnectionState.Connected;

/** Calls the server; answers null when the connection is, or goes, away. */
export async function call(connection, method, ...values) {
  if (!isOpen(connection)) {
    return null;
  }
  try {
    return await connection.invoke(method, ...values);
  } catch {
    return null;
  }
}
