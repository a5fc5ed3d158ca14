// D1 migrations, with the same files and the same table as `wrangler d1 migrations apply`,
// so that either can go on where the other stopped.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LEDGER = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`;

/** Applies what is new; each file in one transaction with its entry in the ledger. Answers the names of the applied files. */
export async function migrate(db: D1Database, folder: string): Promise<string[]> {
  await db.prepare(LEDGER).run();
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const known = new Set(results.map(({ name }) => name));
  const fresh = readdirSync(folder)
    .filter((name) => name.endsWith(".sql") && !known.has(name))
    .toSorted();
  for (const name of fresh) {
    const statements = readFileSync(join(folder, name), "utf8").split("--> statement-breakpoint");
    await db.batch([
      ...statements.map((statement) => db.prepare(statement)),
      db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
  return fresh;
}
