import { outboxTable } from "../lib/outbox";
import { archiveTable, eventLogTable } from "../lib/event-log";
import { inboxTable } from "../lib/inbox";
import { snapshotTable } from "../lib/snapshot";

/** Tables of one order. Append only: docs/storage.md says what each holds and for how long. */
export const migrations = [
  eventLogTable,
  inboxTable,
  outboxTable,
  snapshotTable,
  "CREATE TABLE audience (feed TEXT PRIMARY KEY, open INTEGER NOT NULL, gateways TEXT NOT NULL) STRICT, WITHOUT ROWID",
  archiveTable,
];

/** Raise it when the shape of the state changes: snapshots of another format are ignored and the log is folded instead. */
export const SNAPSHOT_FORMAT = 6;
