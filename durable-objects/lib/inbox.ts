import { createHash } from "node:crypto";

/**
 * Answers by command id. The same id and content get the stored answer; the same id with other content is a caller's mistake.
 * Without a rowid, so that an answer costs one tree and not two.
 */
export const inboxTable = "CREATE TABLE inbox (id TEXT PRIMARY KEY, content TEXT NOT NULL, answer TEXT NOT NULL) STRICT, WITHOUT ROWID";

/** Longer contents are kept as their digest. */
const READABLE = 512;
const DIGEST = "sha256:";

export class Inbox<A> {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** `content`: by which a repeated command is known to be the same. */
  find(id: string, content: string): { answer: A } | "other-content" | undefined {
    const row = this.#sql.exec<{ content: string; answer: string }>("SELECT content, answer FROM inbox WHERE id = ?", id).toArray()[0];
    if (!row) return undefined;
    if (row.content !== (row.content.startsWith(DIGEST) ? digestOf(content) : content)) return "other-content";
    return this.#answerIn(row);
  }

  /** The answer to that id, whatever the content was. */
  answerTo(id: string): { answer: A } | undefined {
    const [row] = this.#sql.exec<{ answer: string }>("SELECT answer FROM inbox WHERE id = ?", id).toArray();
    return row && this.#answerIn(row);
  }

  /** `secret`: the content is known again, and cannot be told. */
  keep(id: string, content: string, answer: A, secret = false): void {
    this.#sql.exec(
      "INSERT INTO inbox VALUES (?, ?, ?)",
      id,
      content.length <= READABLE && !secret ? content : digestOf(content),
      JSON.stringify(answer),
    );
  }

  /** From now on it knows contents when it meets them again, and cannot tell them. */
  forgetContents(): void {
    const rows = this.#sql.exec<{ id: string; content: string }>("SELECT id, content FROM inbox").toArray();
    for (const { id, content } of rows) {
      if (!content.startsWith(DIGEST)) this.#sql.exec("UPDATE inbox SET content = ? WHERE id = ?", digestOf(content), id);
    }
  }

  #answerIn({ answer }: { answer: string }): { answer: A } {
    const given: A = JSON.parse(answer); // written by keep(), never by anyone else
    return { answer: given };
  }
}

const digestOf = (content: string): string => DIGEST + createHash("sha256").update(content).digest("base64");
