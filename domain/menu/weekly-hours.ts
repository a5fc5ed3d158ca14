// Opening hours as venues write them: local times, both ends included; what ends before it begins ends on the next day.
import { z } from "zod";
import { Availability } from "./compiled";
import { spanOf, timeOf } from "./time-span";

const EXPECTED = "expected a time such as 08:30";
const Begin = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, EXPECTED);
const End = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, EXPECTED);

/** `24:00`, and `00:00` to `00:00`, are kept as every reader knows them: until `23:59`. */
export const OpenSpan = z.object({ from: Begin, to: End }).transform(({ from, to }) => {
  const [, last] = spanOf(from, to) ?? [];
  return { from, to: last === undefined ? to : timeOf(last) };
});
export type OpenSpan = z.infer<typeof OpenSpan>;

/** By day, when a channel is open. A day that is not named is closed. */
export const Week = z.partialRecord(Availability.keyType, z.array(OpenSpan));
export type Week = z.infer<typeof Week>;

/** `["08:00","11:00"]`, as availability has them. */
export const pairsOf = (spans: readonly OpenSpan[]): string[] => spans.flatMap(({ from, to }) => [from, to]);
