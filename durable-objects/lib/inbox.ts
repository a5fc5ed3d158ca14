/**
 * Answers by command id. The same id and content get the stored answer; the same id with other content is a caller's mistake. Without a rowid, so that
 * an answer costs one tree and not two.
 */
export const inboxTable = "CREATE TABLE inbox (id TEXT PRIMARY KEY, content TEXT NOT NULL, answer TEXT NOT NULL) STRICT, WITHOUT ROWID";

export class Inbox<A> {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  find(id: string, content: string): { answer: A } | "other-content" | undefined {
    const row = this.#sql.exec<{ content: string; answer: string }>("SELECT content, answer FROM inbox WHERE id = ?", id).toArray()[0];
    if (!row) return undefined;
    if (row.content !== content) return "other-content";
    const answer: A = JSON.parse(row.answer); // written by keep(), never by anyone else
    return { answer };
  }

  keep(id: string, content: string, answer: A): void {
    this.#sql.exec("INSERT INTO inbox VALUES (?, ?, ?)", id, content, JSON.stringify(answer));
  }
}
