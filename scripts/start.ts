// `npm start`: the whole platform on this machine, with a demo chain in it, until Ctrl-C.
import { setTimeout as pause } from "node:timers/promises";
import { openDemoChain } from "./platform/demo-chain.ts";
import { DEFAULT_PORT, flagsHelp, readFlags } from "./platform/flags.ts";
import { openPlatform } from "./platform/open-platform.ts";
import { program, Refusal } from "./platform/refusal.ts";
import { welcome } from "./platform/startup-message.ts";
import type { ReceivedWebhook } from "./platform/webhook-receiver.ts";

/** A Ctrl-C reaches the runtime, too; that must not be mistaken for a crash which came a moment before the signal. */
const SETTLED_MS = 200;

await program(async () => {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) return void process.stdout.write(`npm start -- [flags]   runs the platform with its demo chain\n\n${flagsHelp}`);

  const stopped = untilStopped();
  const port = flags.port ?? DEFAULT_PORT;
  const platform = await openPlatform({
    port,
    tlsPort: flags.tlsPort ?? port + 1,
    persist: flags.persist,
    onLog: ({ level, message }) => (level === "error" || level === "warn") && process.stderr.write(`${level}: ${message}\n`),
  });
  try {
    const lost = untilLost(platform.ended);
    const chain = await openDemoChain(platform, showWebhook).catch(async (error: unknown) => {
      // What asks a runtime that is gone fails before that is known.
      if ((await Promise.race([stopped, lost, pause(2 * SETTLED_MS)])) !== "stopped") throw error;
    });
    if (!chain) return;
    try {
      process.stdout.write(welcome(chain.sheet, chain.receiver.url, platform.trust));
      await Promise.race([stopped, lost]);
      process.stdout.write("stopping\n");
    } finally {
      await chain.receiver.close();
    }
  } finally {
    await platform.close();
  }
});

function showWebhook({ type, id, verified, reason }: ReceivedWebhook): void {
  process.stdout.write(`webhook   ${type ?? "?"}   ${id}   ${verified ? "signature good" : `refused: ${reason}`}\n`);
}

/** Resolves at the first Ctrl-C (or SIGTERM, SIGHUP); the second does not wait any longer. */
function untilStopped(): Promise<"stopped"> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve("stopped");
      });
    }
  });
}

/** Rejects when the runtime has ended and nobody has asked for it. */
function untilLost(ended: Promise<unknown>): Promise<never> {
  const lost = ended.then(async () => {
    await pause(SETTLED_MS);
    throw new Refusal("the runtime ended unexpectedly; the state is safe, start again");
  });
  lost.catch(() => {}); // it ends when the platform is closed, too, and nobody listens then
  return lost;
}
