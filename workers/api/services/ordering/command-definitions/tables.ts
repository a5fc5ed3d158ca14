// Lines that leave for another order of the same chain.
import { MergeBody, TransferBody } from "../../../../../protocol/ordering";
import { channelOf } from "../../../../../domain/menu/channel";
import { ok } from "../../../../../domain/result";
import { derivedIdOf } from "../../../../../protocol/derived-id";
import { termsOfOrder } from "#api/services/ordering/checkout-terms";
import { type MadeCommand, type CommandContext, plain, commandDefinition } from "#api/services/ordering/command-definition";
import { orderTypeOf } from "#api/services/ordering/order-type";

/**
 * The other order must be the caller's to see: whoever knows an id only does not send it food. Where that one sells through another channel
 * the lines are sold anew, and so their venues are asked what they cost there.
 */
async function sending(making: CommandContext, to: string, what: { lines?: string[]; merge: boolean }): Promise<MadeCommand> {
  const [own, other] = await Promise.all([orderTypeOf(making), orderTypeOf({ ...making, order: to })]);
  if (!own.ok) return own;
  if (!other.ok) return other;
  const channel = channelOf(other.value);
  const transfer = derivedIdOf(making.order, making.commandId, 0);
  const command = { type: "ReleaseLines" as const, transfer, to, channel, ...what };
  if (channel === channelOf(own.value)) return plain(command);
  const { env, principal, order } = making;
  return ok({ command, terms: termsOfOrder(env, { principal }, order, { sold: true }) });
}

export const tableCommands = [
  commandDefinition("lines/transfer", "Move lines to another order", TransferBody, ({ to, lines }, making) =>
    sending(making, to, { lines, merge: false }),
  ),
  commandDefinition("merge", "Move everything to another order; this one ends when it has arrived", MergeBody, ({ into }, making) =>
    sending(making, into, { merge: true }),
  ),
];
