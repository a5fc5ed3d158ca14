import type { z } from "zod";
import { log } from "../../../runtime/log";

/** The rows' documents that can be read. One that cannot is said in the log and left out, so that it takes its neighbours nothing. */
export function documents<T>(schema: z.ZodType<T>, table: string, rows: { id: string; document: unknown }[]): T[] {
  return rows.flatMap(({ id, document }) => {
    const parsed = schema.safeParse(document);
    if (parsed.success) return [parsed.data];
    log("error", "document.unreadable", { table, id, issues: parsed.error.issues });
    return [];
  });
}
