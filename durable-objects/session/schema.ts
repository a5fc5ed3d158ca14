/**
 * `holders`: who holds sockets of this sign-in, how many, and the number of its newest report.
 * `revoked`: epoch ms until which a token of the sign-in can live, once it has ended.
 */
export const migrations = [
  `CREATE TABLE holders (region TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, sockets INTEGER NOT NULL CHECK (sockets > 0), turn INTEGER NOT NULL,
     PRIMARY KEY (region, kind, name)) STRICT, WITHOUT ROWID;
   CREATE TABLE revoked (only INTEGER PRIMARY KEY CHECK (only = 1), until INTEGER NOT NULL) STRICT`,
];
