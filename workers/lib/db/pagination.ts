// Lists come in pages: rows `start` (inclusive) to `end`, and how many there are in all.
import { asc, count, desc, type SQL } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { RunnableQuery } from "drizzle-orm/runnable-query";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";

export type Page<Sort extends string> = { start: number; end: number; sort: Sort; order: "ASC" | "DESC" };
export type Listed<Row> = { total: number; rows: Row[] };

/** A query for all rows of a table, as drizzle begins one. */
type Selected<Row> = {
  where(wanted: SQL | undefined): {
    orderBy(...order: SQL[]): { limit(most: number): { offset(start: number): RunnableQuery<Row[], "sqlite"> } };
  };
};

/**
 * The page's rows of those that are wanted, and how many these are, as of one moment.
 * Equal rows are told apart by `key`: no page repeats or loses one.
 */
export async function listed<Row, Sort extends string>(
  d1: DrizzleD1Database,
  { rows, of, wanted }: { rows: Selected<Row>; of: SQLiteTable; wanted: SQL | undefined },
  { start, end, sort, order }: Page<Sort>,
  { sorts, key }: { sorts: Record<Sort, SQLiteColumn>; key: SQLiteColumn },
): Promise<Listed<Row>> {
  const direction = order === "ASC" ? asc : desc;
  const [found, [counted]] = await d1.batch([
    rows
      .where(wanted)
      .orderBy(direction(sorts[sort]), direction(key))
      .limit(end - start)
      .offset(start),
    d1.select({ total: count() }).from(of).where(wanted),
  ]);
  return { total: counted?.total ?? 0, rows: found };
}
