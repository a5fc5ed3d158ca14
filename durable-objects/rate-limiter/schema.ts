/** `counts`: what has been used up of each limit. `refilled_at`: epoch ms at which all of it is there again, and the row is worth nothing any more. */
export const migrations = [
  `CREATE TABLE counts (key TEXT PRIMARY KEY, refilled_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX counts_by_refill ON counts (refilled_at)`,
];
