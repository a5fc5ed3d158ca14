// What a link or QR code says after its `#`, which no server is sent: `chain` and `app` (who we speak as), `claim` (an order's code),
// `venue`, `screen`, `token`.

export const linkParameters = (): ReadonlyMap<string, string> => new Map(new URLSearchParams(location.hash.slice(1)));

/** Takes it out of the address bar and the history, when it has done its work. */
export function forgetLink(): void {
  if (location.hash !== "") history.replaceState(null, "", location.pathname);
}
