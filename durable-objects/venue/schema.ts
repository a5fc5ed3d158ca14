/**
 * `publications`: a set, never changed but by `cancelled`. `locks`: the chain's, each with the time that it held; `until` null while it
 * does. `stock.left`: what can still be promised: that it cannot be less than nothing is what makes selling twice impossible. `oversold`:
 * what was sold beyond that. `epoch` counts recounts: what was promised before one is not given back to it. `holds`: `open` ones with what
 * they have taken and the place that they ask for (`document`), `kept` ones by their id alone; `due`: when the order is asked, or the hold
 * forgotten. `claims`: units by line and count, of what is confirmed. `places`: when orders that have committed are wanted (`at`);
 * `created`: when the order came. What orders had before there were holds is claimed under the order's id, and held under it while it is
 * open. `notices`: what listeners are still to be told. `facts`: counters by name.
 * `made`: how long the last orders took (ms) that were ready `at`.
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
  // What open holds had among claims and places moves into their documents; of claims that were lessened since, what is left.
  `CREATE TABLE taken AS
     SELECT id, taken.key, line, product, epoch, max(0, min(wanted, coalesce(claims.quantity, 0) - (up_to - wanted))) AS quantity FROM (
       SELECT holds.id, each.key, each.value ->> 'line' AS line, each.value ->> 'product' AS product, each.value ->> 'epoch' AS epoch,
         each.value ->> 'quantity' AS wanted, sum(each.value ->> 'quantity') OVER (
           PARTITION BY each.value ->> 'line', each.value ->> 'product', each.value ->> 'epoch' ORDER BY holds.id, each.key
         ) AS up_to
       FROM holds, json_each(holds.document, '$.taken') AS each WHERE holds.state = 'open'
     ) AS taken LEFT JOIN claims USING (line, product, epoch);
   UPDATE claims SET quantity = quantity - coalesce((SELECT sum(taken.quantity) FROM taken
     WHERE (taken.line, taken.product, taken.epoch) = (claims.line, claims.product, claims.epoch)), 0);
   DELETE FROM claims WHERE quantity = 0;
   UPDATE holds SET document = json_set(document, '$.taken', (
     SELECT json_group_array(json_object('line', line, 'product', product, 'epoch', epoch, 'quantity', quantity))
     FROM (SELECT * FROM taken WHERE taken.id = holds.id ORDER BY key))) WHERE state = 'open';
   UPDATE holds SET document = json_set(document, '$.place', json_object('channel', channel, 'at', at, 'created', created))
     FROM places WHERE places.hold = holds.id AND places.order_id = holds.document ->> '$.hold.order' AND holds.state = 'open';
   DROP TABLE taken;
   CREATE TABLE committed AS SELECT order_id, channel, at, created FROM places WHERE hold = '';
   DROP TABLE places;
   CREATE TABLE places (order_id TEXT PRIMARY KEY, channel TEXT NOT NULL, at INTEGER NOT NULL, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   INSERT INTO places SELECT * FROM committed;
   DROP TABLE committed;
   CREATE INDEX places_by_time ON places (channel, at);
   CREATE INDEX places_by_age ON places (created);
   DROP INDEX holds_by_state;
   CREATE INDEX kept_holds_by_age ON holds (due) WHERE state = 'kept'`,
];
