// The order as it will be when the server says yes to everything that is on its way: decided here with the server's own rules.
// A guess, and shown as one.
import type { CompiledMenu } from "../domain/menu/compiled";
import type { VenueCard } from "../domain/menu/venue-card";
import { decide } from "../domain/order/decide";
import { evolve } from "../domain/order/evolve";
import type { Order } from "../domain/order/state";
import { previewable } from "./previewable";
import type { PendingCommand } from "./sender";
import type { Bearer } from "./token";

/** What must be known of a venue to show added lines with their prices. */
export type VenueMenu = { card: VenueCard; menu: CompiledMenu };

/** `parts`: ids of what the command makes. */
export type Previewing = Pick<PendingCommand, "id" | "command" | "body" | "at"> & { parts: readonly string[] };

export type PreviewOptions = { who: Bearer; menuOf: (venue: string) => VenueMenu | undefined };

/** `shown`: ids of the commands that are in it. The others need what only the server has, or would be refused as things stand. */
export type Preview = { order: Order; shown: ReadonlySet<string> };

export function preview(order: Order, pending: readonly Previewing[], { who, menuOf }: PreviewOptions): Preview {
  const shown = new Set<string>();
  let guess = order;
  for (const { id, command: name, body, at, parts } of pending) {
    const command = previewable(name)?.command(body, { parts, currency: order.currency });
    if (!command) continue;
    const known = command.type === "AppendLines" ? menuOf(command.venue) : undefined;
    if (command.type === "AppendLines" && !known) continue;
    const decision = decide(guess, {
      envelope: {
        tenant: order.tenant,
        region: order.region,
        order: order.order,
        commandId: `${who.user}:${id}`,
        correlationId: id,
        actor: { kind: "user", user: who.user, roles: who.roles },
        at: new Date(at).toISOString(),
        ...(known && { card: known.card }),
        command,
      },
      ...(known && { menu: known.menu }),
      // Only the server knows the chain's rules: what they give for another basket is shown when it has answered.
      ...(guess.discountRules !== undefined && { ruleSet: { hash: guess.discountRules, rules: [] } }),
    });
    if (!decision.ok) continue;
    const next = decision.value.reduce(evolve, guess);
    if (next.status === "ABSENT") continue;
    guess = next;
    shown.add(id);
  }
  return { order: guess, shown };
}
