import { unacknowledgedTable } from "./unacknowledged";

/**
 * `unacknowledged`: what screens that acknowledge have been sent, until they do or go.
 * All else of a connection is in its socket's attachment.
 */
export const migrations = [unacknowledgedTable];
