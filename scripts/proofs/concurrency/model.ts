// A second, much simpler opinion of what the asks do to an order. It shares no code with the order itself.
import { type Ask, remark, type Shown, type ShownLine } from "./history.ts";

/** Who asked, and the ids that its new lines got. */
export type Doing = { by: string; lines: readonly string[] };

/** The order after the ask has had its effect as the next event. `prices`: minor units by product. */
export function after(before: Shown, ask: Ask, { by, lines: ids }: Doing, prices: Record<string, number>): Shown {
  const next = { ...before, ...changed(before, ask, by, ids) };
  const total = next.lines.reduce((sum, { product, quantity }) => sum + quantity * (prices[product] ?? Number.NaN), 0);
  return { ...next, seq: before.seq + 1, total };
}

function changed({ lines, comments, extra }: Shown, ask: Ask, by: string, ids: readonly string[]): Partial<Shown> {
  const change = (id: string, how: (line: ShownLine) => ShownLine) => ({ lines: lines.map((line) => (line.id === id ? how(line) : line)) });
  switch (ask.do) {
    case "append": {
      const fresh = ask.lines.map((product, nth) => ({ id: ids[nth] ?? "?", product, quantity: 1, by, comments: [] }));
      return { lines: [...lines, ...fresh] };
    }
    case "remove":
      return { lines: lines.filter(({ id }) => !ask.lines.includes(id)) };
    case "quantity":
      return change(ask.line, (line) => ({ ...line, quantity: ask.quantity }));
    case "comment":
      return { comments: [...comments, remark(by, ask.text)] };
    case "comment-line":
      return change(ask.line, (line) => ({ ...line, comments: [...line.comments, remark(by, ask.text)] }));
    case "extra":
      return { extra: { ...extra, [ask.name]: ask.value } };
  }
}

/** Lines that must be there for the ask to make sense. */
function needed(ask: Ask): string[] {
  if (ask.do === "remove") return ask.lines;
  return ask.do === "quantity" || ask.do === "comment-line" ? [ask.line] : [];
}

export const lacks = ({ lines }: Shown, ask: Ask): boolean => needed(ask).some((id) => !lines.some((line) => line.id === id));

/** True when the ask would leave the order as it is. */
export const changesNothing = ({ lines }: Shown, ask: Ask): boolean =>
  ask.do === "quantity" && lines.some(({ id, quantity }) => id === ask.line && quantity === ask.quantity);
