// Attacks on live destinations: asking for somebody else's, and listening at one's own while somebody else is busy.
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Findings } from "../lib/findings.ts";
import { absentLike } from "./absent-id.ts";
import type { Person } from "./people.ts";

const ANSWER_WITHIN_MS = 10_000;
const ECHO_MS = 2_000;

/** `destination`: of somebody else's `id`, which is in it. */
export type Wish = { id: string; destination: (id: string) => string };

/** A destination of another must be refused in the same words as one that is not there. */
export async function askForDestinations(
  baseUrl: string,
  people: readonly Person[],
  wishes: readonly Wish[],
  found: Findings,
): Promise<void> {
  await Promise.all(
    people.map(async (person) => {
      for (const { id, destination } of wishes) {
        found.attempts += 2;
        found.operations.add("GET /websocket");
        const absent = absentLike(id);
        const seen = await answerTo(baseUrl, person, destination(id));
        const missed = await answerTo(baseUrl, person, destination(absent));
        if (seen.replaceAll(id, "{id}") !== missed.replaceAll(absent, "{id}"))
          found.note("STOMP tells a destination of another from none", `${person.name}: ${seen} instead of ${missed}`);
      }
    }),
  );
}

export type Ear = { person: Person; destinations: string[]; secrets: readonly string[] };

/** `busy` makes something happen that `control` hears, and nobody else may. */
export async function eavesdrop(
  baseUrl: string,
  ears: readonly Ear[],
  control: Ear,
  busy: () => Promise<void>,
  found: Findings,
): Promise<void> {
  const opened = await Promise.all([control, ...ears].map((ear) => listen(baseUrl, ear)));
  await busy();
  await pause(ECHO_MS);
  const [own = "", ...others] = opened.map(({ frames, socket }) => (socket.terminate(), frames.join("\n")));
  if (!control.secrets.some((secret) => own.includes(secret))) found.note("nothing was to be heard", `by ${control.person.name}`);
  others.forEach((heard, index) => {
    const { person, secrets = [] } = ears[index] ?? {};
    found.attempts++;
    const told = secrets.find((secret) => heard.includes(secret));
    if (told !== undefined) found.note("STOMP tells a secret", `${told} to ${person?.name}: ${heard.slice(0, 500)}`);
  });
}

/** What comes back for a subscription, up to the close. */
function answerTo(baseUrl: string, person: Person, destination: string): Promise<string> {
  const { socket, frames } = dial(baseUrl, person, [destination]);
  return new Promise((resolve) => {
    const done = (end: string) => {
      clearTimeout(timer);
      socket.terminate();
      resolve([...frames.filter((frame) => !frame.startsWith("CONNECTED")), end].join("\n"));
    };
    const timer = setTimeout(() => done("silence"), ANSWER_WITHIN_MS);
    socket.on("message", (data: Buffer) => data.includes("RECEIPT") && done("subscribed"));
    socket.on("close", (code, reason) => done(`closed with ${code} ${reason.toString()}`));
    socket.on("error", (error) => done(String(error)));
  });
}

/** @throws when a destination of one's own is refused */
function listen(baseUrl: string, { person, destinations }: Ear): Promise<{ frames: string[]; socket: WebSocket }> {
  const { socket, frames } = dial(baseUrl, person, destinations);
  return new Promise((resolve, reject) => {
    const failed = (why: string) =>
      reject(new Error(`${person.name} cannot listen at ${destinations.join(", ")}: ${why} ${frames.join(" ")}`));
    const timer = setTimeout(() => failed("no receipt"), ANSWER_WITHIN_MS);
    socket.on("message", () => {
      if (frames.filter((frame) => frame.startsWith("RECEIPT")).length < destinations.length) return;
      clearTimeout(timer);
      resolve({ frames, socket });
    });
    socket.on("close", (code) => failed(`closed with ${code}`));
    socket.on("error", (error) => failed(String(error)));
  });
}

function dial(baseUrl: string, { token }: Person, destinations: readonly string[]) {
  const socket = new WebSocket(`${baseUrl.replace("http", "ws")}/websocket`, ["v12.stomp"]);
  const frames: string[] = [];
  socket.on("message", (data: Buffer) => frames.push(data.toString()));
  socket.on("open", () => {
    socket.send(`CONNECT\naccept-version:1.2\nlogin:${token}\n\n\0`);
    destinations.forEach((destination, id) => socket.send(`SUBSCRIBE\nid:${id}\nreceipt:r${id}\ndestination:${destination}\n\n\0`));
  });
  return { socket, frames };
}
