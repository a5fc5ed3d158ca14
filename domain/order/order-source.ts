// Where an order says that it comes from. Anybody may name his own app or site; the names of tills, kiosks and aggregators count only from
// those who are one. Who claims another's is not refused (published clients send what they were built with): what he claims is left out.
import type { Capability } from "../access/capabilities";
import { mayAtOne } from "../access/roles";
import { AGGREGATORS } from "../menu/channel";
import type { Actor, RequestedLine, Extra, OrderCommand } from "./commands";
import { venuesConcerned } from "./extra-owners";
import type { OrderState } from "./state";

const SOURCE_KEY = "x-source";
/** What an order comes from when nothing else is known. */
const USUAL_SOURCE = "WEB";

const named = (capability: Capability, ...names: string[]) => names.map((name) => [name, capability] as const);

/** What somebody needs who names himself so. */
const OWNERS: ReadonlyMap<string, Capability> = new Map([
  ...named("orders.bring-from-kiosk", "KIOSK"),
  ...named("orders.serve", "POS", "TILL", "CASHIER", "WAITER", "KDS", "STAFF", "MANAGER", "COURIER", "TERMINAL", "INTEGRATOR"),
  ...named("orders.bring-aggregated", ...AGGREGATORS, "AGGREGATOR", "JUSTEATTAKEAWAY", "PYSZNE", "UBEREATS"),
]);

/** The command without what it claims of its source wrongly: `KIOSK` becomes `WEB`, and an extra `x-source` of that kind is left out. */
export function withAllowedSource(command: OrderCommand, actor: Actor, state: OrderState): OrderCommand {
  const venues = venuesConcerned(command, state);
  const mayClaim = (source: string) => actor.kind === "user" && ownersOf(source).every((needed) => mayAtOne(actor, needed, venues));
  const own = (line: RequestedLine): RequestedLine => (line.extra ? { ...line, extra: allowed(line.extra, mayClaim) } : line);
  if (command.type === "StoreExtra" || command.type === "StoreLinesExtra") return { ...command, store: allowed(command.store, mayClaim) };
  if (command.type === "AppendLines") return { ...command, lines: command.lines.map(own) };
  if (command.type !== "CreateOrder") return command;
  const { extra, append } = command;
  return {
    ...command,
    source: mayClaim(command.source) ? command.source : USUAL_SOURCE,
    ...(extra && { extra: allowed(extra, mayClaim) }),
    ...(append && { append: { ...append, lines: append.lines.map(own) } }),
  };
}

/** `pos-3` is a till's, `Kiosk` a kiosk's: each word of the name counts, in any case. */
const ownersOf = (source: string): Capability[] =>
  source
    .toUpperCase()
    .split(/[^A-Z]+/)
    .flatMap((word) => {
      const needed = OWNERS.get(word);
      return needed ? [needed] : [];
    });

const allowed = (extra: Extra, mayClaim: (source: string) => boolean): Extra =>
  Object.fromEntries(Object.entries(extra).filter(([key, value]) => key.toLowerCase() !== SOURCE_KEY || mayClaim(value)));
