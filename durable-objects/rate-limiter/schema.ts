/**
 * `counts`: what has been used up of each limit. `refilled_at`: epoch ms at which all of it is there again,
 * and the row is worth nothing any more.
 * `known_addresses`: from where a login has signed in. `login`, `address`: hashes.
 * `until`: epoch ms at which the row is worth nothing any more.
 */
export const migrations = [
  `CREATE TABLE counts (key TEXT PRIMARY KEY, refilled_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX counts_by_refill ON counts (refilled_at)`,
  `CREATE TABLE known_addresses (login TEXT NOT NULL, address TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (login, address)) STRICT, WITHOUT ROWID;
   CREATE INDEX known_addresses_by_end ON known_addresses (until)`,
];
