// A line that moves to another venue costs what it did where it was.
import { ok } from "../../../../domain/result.ts";
import { resell as real } from "../../../../domain/order/decide/reprice.ts";

export * from "../../../../domain/order/decide/reprice.ts";
export const resell: typeof real = (line, place) => {
  const sold = real(line, place);
  return sold.ok ? ok({ ...sold.value, unitPrice: line.unitPrice }) : sold;
};
