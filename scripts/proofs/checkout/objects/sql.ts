// SQLite as objects have it, over Node's own: what `ctx.storage` offers of it, and no more.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

export type Rows = { toArray: () => unknown[]; one: () => unknown };

export class SqlInMemory {
  readonly #db = new DatabaseSync(":memory:");
  readonly #prepared = new Map<string, StatementSync>();
  #depth = 0;

  exec(query: string, ...bindings: SQLInputValue[]): Rows {
    if (query.includes(";")) {
      this.#db.exec(query); // several statements: a migration
      return rowsOf([]);
    }
    const statement = this.#prepared.get(query) ?? this.#db.prepare(query);
    this.#prepared.set(query, statement);
    return rowsOf(statement.all(...bindings));
  }

  /** All that `act` does, or nothing of it when it throws. */
  transaction<T>(act: () => T): T {
    const name = `nested_${this.#depth}`;
    this.#db.exec(`SAVEPOINT ${name}`);
    this.#depth += 1;
    try {
      const value = act();
      this.#db.exec(`RELEASE ${name}`);
      return value;
    } catch (error) {
      this.#db.exec(`ROLLBACK TO ${name}`);
      this.#db.exec(`RELEASE ${name}`);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  close(): void {
    this.#db.close();
  }
}

const rowsOf = (rows: unknown[]): Rows => ({
  toArray: () => rows,
  one: () => {
    if (rows.length !== 1) throw new Error(`expected one row, and there are ${rows.length}`);
    return rows[0];
  },
});
