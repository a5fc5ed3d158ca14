/**
 * `publications`: a set, never changed but by `cancelled`. `locks`: the chain's, each with the time that it held; `until` null while it
 * does. `stock.left`: what can still be promised: that it cannot be less than nothing is what makes selling twice impossible. `oversold`:
 * what was sold beyond that. `epoch` counts recounts: what was promised before one is not given back to it. `holds`: `open` ones with what
 * to confirm or undo (`document`), `kept` ones by their id alone; `due`: when the order is asked, or the hold forgotten. `claims`: units by
 * line and count. `places`: when orders are wanted (`at`); `hold`: for which hold, empty once the order has committed; `created`: when the
 * order came. What orders had before there were holds is claimed under the order's id, and held under it while it is open. `notices`: what
 * listeners are still to be told. `facts`: counters by name. `made`: how long the last orders took (ms) that were ready `at`.
 */
export const migrations = [
  `CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE publications (number INTEGER PRIMARY KEY, menu TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, hashes TEXT NOT NULL,
     cancelled INTEGER NOT NULL DEFAULT 0) STRICT;
   CREATE TABLE locks (id TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, document TEXT NOT NULL, PRIMARY KEY (id, since)) STRICT, WITHOUT ROWID;
   CREATE TABLE stock (product TEXT PRIMARY KEY, left INTEGER NOT NULL CHECK (left >= 0), reset_at INTEGER, reset_to INTEGER, epoch INTEGER NOT NULL)
     STRICT, WITHOUT ROWID;
   CREATE TABLE reservations (order_id TEXT PRIMARY KEY, region TEXT NOT NULL, state TEXT NOT NULL, until INTEGER NOT NULL, created INTEGER NOT NULL,
     channel TEXT, slot INTEGER) STRICT, WITHOUT ROWID;
   CREATE INDEX reservations_by_slot ON reservations (channel, slot);
   CREATE INDEX reservations_by_state ON reservations (state, until);
   CREATE INDEX reservations_by_age ON reservations (created);
   CREATE TABLE reserved (order_id TEXT NOT NULL, product TEXT NOT NULL, quantity INTEGER NOT NULL, epoch INTEGER NOT NULL,
     PRIMARY KEY (order_id, product)) STRICT, WITHOUT ROWID;
   CREATE TABLE notices (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT`,
  "CREATE TABLE made (order_id TEXT PRIMARY KEY, at INTEGER NOT NULL, ms INTEGER NOT NULL) STRICT, WITHOUT ROWID",
  `ALTER TABLE stock ADD COLUMN oversold INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX stock_by_reset ON stock (reset_at) WHERE reset_at IS NOT NULL;
   CREATE TABLE holds (id TEXT PRIMARY KEY, state TEXT NOT NULL, due INTEGER NOT NULL, slot INTEGER, document TEXT) STRICT, WITHOUT ROWID;
   CREATE INDEX holds_by_state ON holds (state, due);
   CREATE TABLE claims (line TEXT NOT NULL, product TEXT NOT NULL, epoch INTEGER NOT NULL, quantity INTEGER NOT NULL CHECK (quantity >= 0),
     created INTEGER NOT NULL, PRIMARY KEY (line, product, epoch)) STRICT, WITHOUT ROWID;
   CREATE INDEX claims_by_age ON claims (created);
   CREATE TABLE places (order_id TEXT NOT NULL, hold TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL, created INTEGER NOT NULL,
     PRIMARY KEY (order_id, hold)) STRICT, WITHOUT ROWID;
   CREATE INDEX places_by_time ON places (channel, at);
   CREATE INDEX places_by_age ON places (created)`,
  `INSERT INTO claims (line, product, epoch, quantity, created)
     SELECT order_id, product, epoch, quantity, created FROM reserved JOIN reservations USING (order_id);
   INSERT INTO places (order_id, hold, channel, at, created)
     SELECT order_id, iif(state = 'held', order_id, ''), channel, coalesce(slot, created), created FROM reservations WHERE channel IS NOT NULL;
   INSERT INTO holds (id, state, due, slot, document)
     SELECT order_id, 'open', until, slot, json_object(
       'hold', json_object('id', order_id, 'order', order_id, 'region', region, 'takes', json('[]'), 'gives', json('[]'), 'limits', 'all', 'until', until,
         'slot', json(iif(channel IS NULL, NULL, json_object('channel', channel, 'at', coalesce(slot, created), 'timeZone', 'UTC')))),
       'taken', (SELECT json_group_array(json_object('line', order_id, 'product', product, 'epoch', epoch, 'quantity', quantity))
         FROM reserved WHERE reserved.order_id = reservations.order_id))
     FROM reservations WHERE state = 'held';
   DROP TABLE reserved;
   DROP TABLE reservations`,
];
