// The two servers that a script is played to, as a client meets them.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { signIn } from "../../platform/api-client.ts";
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import type { RabbitMq } from "../../platform/rabbitmq.ts";

/**
 * What a script's words stand for here, fresh for every script, so that none hears another. `publish`: something happens at `destination`.
 * `nowhere`: a destination that cannot be had.
 */
export type Stage = { words: Record<"login" | "passcode" | "destination" | "nowhere", string>; publish(): Promise<void> };

export type Side = { name: string; url: string; stage(): Promise<Stage> };

/** A guest of one's own: what happens at the destination is that it opens a basket. */
export const ourSide = (sheet: DemoSheet): Side => ({
  name: "ours",
  url: `${sheet.baseUrl.replace("http", "ws")}/ws`,
  stage: async () => {
    const guest = await signIn(sheet.baseUrl, sheet, "anonymous", "");
    return {
      words: {
        login: guest.token,
        passcode: "any",
        destination: `/order-changes/${sheet.tenant}/${guest.user}`,
        nowhere: "/order-changes/nowhere",
      },
      publish: async () => {
        const { status } = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "DINE_IN" });
        if (status >= 300) throw new Error(`no basket: ${status}`);
      },
    };
  },
});

export const rabbitSide = ({ url }: Pick<RabbitMq, "url">): Side => ({
  name: "RabbitMQ",
  url,
  stage: async () => {
    const destination = `/topic/${randomUUID()}`;
    const words = { login: "guest", passcode: "guest", destination, nowhere: "/order-changes/nowhere" };
    return { words, publish: () => sendTo(url, destination) };
  },
});

/** Sends one message and waits until RabbitMQ says that it has it. */
async function sendTo(url: string, destination: string): Promise<void> {
  const socket = new WebSocket(url, ["v12.stomp"]);
  try {
    await new Promise((opened, failed) => socket.once("open", opened).once("error", failed));
    const done = new Promise<void>((resolve, reject) => {
      socket.on("message", (data: Buffer) => {
        const said = data.toString();
        if (said.startsWith("RECEIPT")) resolve();
        else if (said.startsWith("ERROR")) reject(new Error(said));
      });
    });
    socket.send("CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0");
    socket.send(`SEND\ndestination:${destination}\ncontent-type:application/json\nreceipt:r\n\n{"n":1}\0`);
    await Promise.race([done, pause(10_000).then(() => Promise.reject(new Error("RabbitMQ does not take a message")))]);
  } finally {
    socket.close();
  }
}
