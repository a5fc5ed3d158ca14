// Commands on the order's own socket that need nothing but themselves are given here, where they arrive: the way through the API
// (lib/socket-commands.ts) would lead back to this object. The answer is the same, word for word.
import type { CommandEnvelope } from "../../domain/order/commands";
import { byUser, commandIdOf } from "../../domain/order/envelope";
import { orderFor } from "../../domain/order/audience";
import type { Order } from "../../domain/order/state";
import { view } from "../../domain/order/view";
import { acceptedBody, isAnswer } from "../../protocol/command-answer";
import type { CommandAnswer, CommandMessage } from "../../protocol/live";
import { derivedIdOf } from "../../protocol/derived-id";
import { selfContainedCommandOf } from "../../protocol/self-contained-commands";
import { problemOf } from "../../protocol/problem";
import type { Viewer } from "../lib/viewer";
import type { Answer } from "./command-handler";

export type LocalCommandsDeps = { order: () => Order; execute: (envelope: CommandEnvelope) => Answer | Promise<Answer> };

/** Undefined for a command, or a body, that the API has to look at. */
export function give(message: CommandMessage, viewer: Viewer, { order, execute }: LocalCommandsDeps): Promise<CommandAnswer> | undefined {
  const { order: id } = order();
  if (message.order !== undefined && message.order !== id) return undefined;
  const plain = selfContainedCommandOf(message.command);
  const read = plain?.body.safeParse(message.body);
  if (!plain || !read?.success) return undefined;
  const { ifSeq, wait } = message;
  const command = plain.command(read.data, (index) => derivedIdOf(id, commandIdOf(viewer.user, message.id), index));
  const envelope = byUser(viewer, id, message.id, new Date().toISOString(), command);
  return answered(message, () => orderFor(viewer, order()), execute({ ...envelope, ...(ifSeq !== undefined && { ifSeq }), notify: !wait }));
}

async function answered({ id, wait = false }: CommandMessage, order: () => Order, asked: Answer | Promise<Answer>): Promise<CommandAnswer> {
  const answer = await asked;
  if (!answer.ok && isAnswer(answer.error, wait)) {
    const problem = problemOf(answer.error);
    return { id, status: problem.status, body: problem };
  }
  const now = order();
  const accepted = acceptedBody(id, now.order, answer.ok ? answer.value.lines : undefined);
  return wait ? { id, status: 200, body: { ...accepted, seq: now.seq, order: view(now) } } : { id, status: 202, body: accepted };
}
