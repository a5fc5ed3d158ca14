// The story's end of one role: starts its process, asks it to act, and looks at what its screen shows.
import { fork } from "node:child_process";
import { resolve } from "node:path";
import type { IOrder } from "@orderingstack/ordering-types";
import { Refusal } from "../platform/refusal.ts";
import { hearing } from "./role-messages.ts";
import type { Ask, FromRole, RoleSetting } from "./messages.ts";

/** Epoch milliseconds with fractions, comparable between processes of one machine. */
export const now = () => performance.timeOrigin + performance.now();

export type Role = {
  name: string;
  /** The UUID that it is signed in as. */
  user: string;
  /** Asks the client to act; resolves with the server's answer. @throws Refusal when the server refused, or did not answer in time */
  act(ask: Ask): Promise<unknown>;
  /** The first state of an order on this screen that fits, of those that came after `since`. @throws Refusal when none comes in time */
  sees(what: string, since: number, fits: (order: IOrder) => boolean): Promise<{ order: IOrder; at: number }>;
  /** When the order leaves this screen. @throws Refusal when it does not in time */
  drops(order: string): Promise<{ at: number }>;
  /** The first thing that it says for which `find` finds something. @throws Refusal when nothing comes in time */
  hears<T>(what: string, find: (message: FromRole) => T | undefined): Promise<T>;
  close(): Promise<void>;
};

/** Starts a role and resolves when its socket is open. `caFile`: PEM file of the authority behind the platform's certificate. */
export async function openRole(name: string, setting: RoleSetting, caFile: string): Promise<Role> {
  const child = fork(resolve(import.meta.dirname, "published-client.ts"), [JSON.stringify(setting)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const chatter: string[] = [];
  const screen = hearing(name, () => chatter.join("").trim().split("\n").slice(-3).join(" | "));
  child.on("message", (message: FromRole) => screen.add(message));
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  void ended.then(() => screen.end());
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => chatter.push(chunk.toString()));

  const close = async () => {
    if (child.connected) child.disconnect();
    const impatience = setTimeout(() => child.kill("SIGKILL"), 2000);
    await ended;
    clearTimeout(impatience);
  };
  let asked = 0;
  try {
    const { user } = await screen.until("its sign-in", (message) => (message.kind === "signed-in" ? message : undefined));
    await screen.until("its socket to open", (message) => (message.kind === "connected" ? message : undefined));
    return {
      name,
      user,
      close,
      hears: (what, find) => screen.until(what, find),
      act: async (ask) => {
        const id = asked++;
        child.send({ id, ask });
        const verdict = await screen.until(`the answer to ${ask.do}`, (message) => answerTo(id, message));
        if (verdict.kind === "refused") throw new Refusal(`${name}: ${ask.do} was refused: ${verdict.reason}`);
        return verdict.answer;
      },
      sees: (what, since, fits) =>
        screen.until(what, (message) => (message.kind === "order" && message.at >= since && fits(message.order) ? message : undefined)),
      drops: (order) =>
        screen.until("the order to leave the screen", (message) =>
          message.kind === "gone" && message.order === order ? message : undefined,
        ),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const answerTo = (id: number, message: FromRole) =>
  (message.kind === "answer" || message.kind === "refused") && message.id === id ? message : undefined;
