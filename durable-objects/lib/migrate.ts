// An object's tables grow by appending to its list of migrations.
// What has run somewhere is never edited: another text would mean two schemas in the field.

const fingerprint = (text: string) =>
  Array.from(text).reduce((hash, character) => (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0, 7);

/**
 * Runs what has not run yet, in one transaction. Call it in the constructor; it costs one read when nothing is new.
 * @throws Error when a migration that has run was edited or removed: a mistake of ours that must not reach the data.
 */
export function migrate(storage: DurableObjectStorage, migrations: readonly string[]): void {
  const { sql } = storage;
  sql.exec("CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL) STRICT");
  const ran = sql.exec<{ step: number; fingerprint: number }>("SELECT step, fingerprint FROM migrations ORDER BY step").toArray();
  for (const { step, fingerprint: stored } of ran) {
    const text = migrations[step];
    if (text === undefined || fingerprint(text) !== stored)
      throw new Error(`migration ${step} has run here with another text; append a new one instead`);
  }
  if (ran.length === migrations.length) return;
  storage.transactionSync(() => {
    migrations.slice(ran.length).forEach((text, offset) => {
      sql.exec(text);
      sql.exec("INSERT INTO migrations VALUES (?, ?)", ran.length + offset, fingerprint(text));
    });
  });
}
