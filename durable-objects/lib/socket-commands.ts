// Commands that come over a socket. They go through the API like any other,
// so that the same definitions read them and the same problems come back.
import { exports } from "cloudflare:workers";
import { err, ok, type Result } from "../../domain/result";
import { validationProblem } from "../../protocol/validation-problem";
import { type ClientMessage, CommandMessage, type CommandAnswer, type Misunderstood, TokenMessage } from "../../protocol/live";
import { problemOf, type Refusal } from "../../protocol/problem";
import { jsonFault, MAX_JSON_DEPTH, notJson, notUtf8, wasUtf8 } from "../../protocol/strict-json";
import type { Viewer } from "./viewer";
import { log } from "../../runtime/log";

/** A message of a client's, or what is wrong with it. A message with a token is one that brings a token, whatever else is in it. */
export function readMessage(data: string | ArrayBuffer): Result<ClientMessage, Refusal> {
  if (typeof data !== "string") return err(wrong("/", "expected a text message"));
  if (!wasUtf8(data)) return err(notUtf8);
  const fault = jsonFault(MAX_JSON_DEPTH, data);
  if (fault) return err(fault);
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return err(notJson);
  }
  const schema = typeof json === "object" && json !== null && "token" in json ? TokenMessage : CommandMessage;
  const read = schema.safeParse(json);
  return read.success ? ok(read.data) : err(validationProblem(read.error.issues));
}

export type ReadMessage = ReturnType<typeof readMessage>;

/** A refusal, under the message's own id where it has one. */
export function refusing(message: ReadMessage, refusal: Refusal): CommandAnswer | Misunderstood {
  const problem = problemOf(refusal);
  return message.ok && "id" in message.value ? { id: message.value.id, status: problem.status, body: problem } : { problem };
}

/**
 * What HTTP answers to the command, given with that token. `own`: the order that the socket is for;
 * on a venue's, each command names its order. A command that stands there is asked by its id again, like any that got no answer.
 */
export async function give(own: string | undefined, { token, address }: Viewer, message: CommandMessage): Promise<CommandAnswer> {
  const { id, command, body, ifSeq, wait } = message;
  const refused = refusalOf(own, message);
  if (refused) return { id, status: refused.status, body: refused };
  const order = own ?? message.order;
  try {
    const answer = await exports.default.fetch(
      new Request(`https://api/ordering-api/api/order/${order}/${command}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          ...(address !== undefined && { "cf-connecting-ip": address }),
          "idempotency-key": id,
          ...(wait && { prefer: "wait" }),
          ...(ifSeq !== undefined && { "if-match": `"${ifSeq}"` }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await answer.text();
    const said: unknown = answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    return { id, status: answer.status, body: said };
  } catch (error) {
    log("error", "command.failed", { order, command, error });
    const problem = problemOf({ code: "temporarily-unavailable", retryAfterSeconds: 1 });
    return { id, status: problem.status, body: problem };
  }
}

/** A queue of commands has ids of its own and comes over HTTP. */
function refusalOf(own: string | undefined, { order, command }: CommandMessage) {
  if (own === undefined && order === undefined) return problemOf(wrong("/order", "expected the id of the order that the command is for"));
  if (own !== undefined && order !== undefined && order !== own)
    return problemOf(wrong("/order", `expected ${own}, the order that this socket is for`));
  return command === "commands" ? problemOf({ code: "not-found", what: `command ${command}` }) : undefined;
}

const wrong = (pointer: string, message: string) => ({ code: "invalid-request" as const, errors: [{ pointer, message }] });
