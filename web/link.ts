// What a link or QR code says after its `#`, which no server is sent: `chain` and `app` (who we speak as), `claim` (an order's code), `venue`, `screen`, `token`.

/** Reads it, and takes it out of the address bar and the history. */
export function takeLink(): Map<string, string> {
  const said = new Map(new URLSearchParams(location.hash.slice(1)));
  if (said.size > 0) history.replaceState(null, "", location.pathname);
  return said;
}
