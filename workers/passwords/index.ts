// Checks passwords. A hash is 150 ms of a whole thread, so it is computed in a program of its own, where nobody's order waits behind it;
// it is reached by the API worker alone. What it is given has been mixed with the deployment's pepper: it holds no secret.
import { z } from "zod";
import { matches } from "../lib/passwords.ts";
import { hashQueue } from "./hash-queue.ts";

/** One at a time, and nobody waits longer than a few seconds. */
const hashing = hashQueue(1, 16);

/** `peppered`: base64. `stored`: a PHC string. */
const Asked = z.strictObject({ peppered: z.base64(), stored: z.string() });

/** What is needed of a request: the local runtime has it answered by Node, whose requests are of another class. */
type Asking = { json(): Promise<unknown> };

/** 200 `{matches}`; 503 when too many wait already. */
export async function answer(request: Asking): Promise<Response> {
  const { peppered, stored } = Asked.parse(await request.json());
  const checked = await hashing.run(() => matches(Buffer.from(peppered, "base64"), stored));
  return checked ? Response.json({ matches: checked.value }) : new Response(null, { status: 503 });
}

export default { fetch: (request: Request) => answer(request) };
