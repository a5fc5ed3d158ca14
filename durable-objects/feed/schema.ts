import { pendingNotificationsTable } from "./pending-notifications";
import { venueSequenceTable } from "./venue-sequence";

/**
 * `orders`: membership, one row per order that the feed has heard of;
 * `seq` is that of its last change of membership, `at` orders the lists.
 * `listeners`: gateways that have sockets here, and the region in which the feed's orders live.
 * `numbers`, `counts`: the venue-wide sequence. `untold`: open orders that do not know yet where somebody listens.
 */
export const migrations = [
  `CREATE TABLE orders (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, open INTEGER NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX orders_by_age ON orders (open, at)`,
  "CREATE TABLE listeners (gateway TEXT PRIMARY KEY, region TEXT NOT NULL) STRICT, WITHOUT ROWID",
  venueSequenceTable,
  pendingNotificationsTable,
];
