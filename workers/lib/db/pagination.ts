// Lists come in pages: rows `start` (inclusive) to `end`, and how many there are in all.
import { asc, desc, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

export type Page<Sort extends string> = { start: number; end: number; sort: Sort; order: "ASC" | "DESC" };
export type Listed<Row> = { total: number; rows: Row[] };

/** Equal rows are told apart by `key`, so that no page repeats or loses one. */
export function ordered<Sort extends string>({ sort, order }: Page<Sort>, columns: Record<Sort, SQLiteColumn>, key: SQLiteColumn): SQL[] {
  const direction = order === "ASC" ? asc : desc;
  return [direction(columns[sort]), direction(key)];
}
