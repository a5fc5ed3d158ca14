// Lists: `_start,_end,_sort,_order`, and the number of all rows in X-Total-Count, as "simple REST" data providers have it.
import { z } from "@hono/zod-openapi";
import type { Page } from "../../lib/db/pagination";

const MAX_ROWS = 500;
const USUAL_ROWS = 25;

const row = z.coerce.number().int().min(0).max(10_000_000).optional();

/** Query fields of a list. The first of `sorts` is the usual one; the usual order is newest (largest) first, unless told. */
export const pageFields = <Sort extends string>(sorts: readonly [Sort, ...Sort[]], order: "ASC" | "DESC" = "DESC") => ({
  _start: row.openapi({ type: "integer", description: "The first row, from 0" }),
  _end: row.openapi({
    type: "integer",
    description: `The row after the last; ${USUAL_ROWS} rows when left out, ${MAX_ROWS} at most come at once`,
  }),
  _sort: z.enum(sorts).default(sorts[0]),
  _order: z.enum(["ASC", "DESC"]).default(order),
});

type PageQuery<Sort extends string> = { _start?: number | undefined; _end?: number | undefined; _sort: Sort; _order: "ASC" | "DESC" };

export function pageOf<Sort extends string>({ _start: start = 0, _end, _sort, _order }: PageQuery<Sort>): Page<Sort> {
  const end = Math.min(_end ?? start + USUAL_ROWS, start + MAX_ROWS);
  return { start, end: Math.max(start, end), sort: _sort, order: _order };
}

export const totalHeader = (total: number) => ({ "x-total-count": String(total) });

/** Declares the header on a list's answer. */
export const TotalHeaders = z.object({ "X-Total-Count": z.string().openapi({ description: "How many rows there are in all" }) });
