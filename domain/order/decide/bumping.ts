// Stations of a kitchen: each is done with its part of a line, the last one makes the line; what was called made too soon is called back.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { OrderEvent } from "../events";
import { isFinal, type Line, linesOf, type Order } from "../state";
import { type DecisionContext, type Decision, missingLine, placed, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";
import { ready } from "./kitchen";

export const bumpingHandlers = { BumpLines: when(placed, bump), RecallLines: when(placed, recall) } satisfies Partial<Handlers>;

/**
 * Everything that the venue, or its station, has not finished, or of that the lines that are named. Held lines are not the kitchen's yet.
 */
function bump({ venue, station, lines }: CommandOf<"BumpLines">, order: Order, { envelope }: DecisionContext): Decision {
  const bucket = order.buckets.find((each) => each.venue === venue);
  if (!bucket) return refuse({ code: "venue-mismatch", venue });
  const strange = lines?.find((id) => !bucket.lines.some((line) => line.id === id));
  if (strange !== undefined) return refuse({ code: "line-not-found", line: strange });
  const known = [...new Set(bucket.lines.flatMap(({ stations = [] }) => stations))];
  if (station !== undefined && !known.includes(station)) return refuse({ code: "station-not-found", station, known });

  const concerned = bucket.lines.filter(
    ({ id, stations = [] }) => (lines?.includes(id) ?? true) && (station === undefined || stations.includes(station)),
  );
  const gone = lines && concerned.find((line) => isFinal(line) && line.status !== "PROCESSED");
  if (gone) return refuse({ code: "line-final", line: gone.id, lineStatus: gone.status });
  const open = concerned.filter((line) => !isFinal(line) && (lines !== undefined || line.status !== "NEW"));
  const stamp = stampOf(envelope);
  const events: OrderEvent[] = [];
  // A line that is made at one station only is made when that one is done, which goes without saying.
  const shared =
    station === undefined ? [] : open.filter(({ stations = [], bumped = [] }) => stations.length > 1 && !bumped.includes(station));
  if (station !== undefined && shared.length > 0) events.push({ ...stamp, type: "LinesBumped", station, lines: idsOf(shared) });
  const made = idsOf(station === undefined ? open : open.filter((line) => isLast(line, station)));
  if (made.length > 0) events.push({ ...stamp, type: "LinesProcessed", lines: made }, ...ready(order, made, "PROCESSED", stamp));
  return ok(events);
}

const idsOf = (lines: readonly Line[]): string[] => lines.map(({ id }) => id);

/** True when every other station is done with it. */
const isLast = ({ stations = [], bumped = [] }: Line, station: string): boolean =>
  stations.every((each) => each === station || bumped.includes(each));

/** Lines are being made again, whole, until the guest has the order. */
function recall({ lines }: CommandOf<"RecallLines">, order: Order, { envelope }: DecisionContext): Decision {
  if (order.status === "DELIVERED") return refuse({ code: "order-delivered", orderStatus: order.status });
  const missing = missingLine(order, lines);
  if (missing) return refuse(missing);
  const concerned = linesOf(order).filter(({ id }) => lines.includes(id));
  for (const { id, status } of concerned) {
    if (status === "PROCESSED" || status === "PROCESSING") continue;
    const final = status !== "NEW" && status !== "CONFIRMED";
    return refuse({ code: final ? "line-final" : "line-not-made", line: id, lineStatus: status });
  }
  const back = concerned.filter(({ status, bumped = [] }) => status === "PROCESSED" || bumped.length > 0);
  return ok(back.length === 0 ? [] : [{ ...stampOf(envelope), type: "LinesRecalled", lines: idsOf(back) }]);
}
