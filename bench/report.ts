// The table that people read.
import { isMet, type Metric, type Taken } from "./metric.ts";

export type Row = { name: string; metric: Metric; taken: Taken };

export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ name, metric, taken: { figure } }) => [
    name,
    `${figure.ours.toFixed(2)} ${figure.unit}`,
    `${figure.floor.toFixed(2)} ${figure.unit}`,
    figure.ratio.toFixed(2),
    `${metric.target.bound} ${metric.target.ratio}`,
    isMet(metric, figure) ? "pass" : "MISS",
  ]);
  const all = [["metric", "ours", "floor", "ratio", "target", ""], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("   ")
      .trimEnd(),
  );
  const remarks = rows.flatMap(({ name, taken: { remark } }) => (remark === undefined ? [] : [`${name}: ${remark}`]));
  return [...lines, ...(remarks.length > 0 ? ["", ...remarks] : []), ""].join("\n");
}
