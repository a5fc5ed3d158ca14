// `npm start`: the whole platform on this machine, with a demo chain in it, until Ctrl-C.
import { openDemoChain } from "./platform/demo-chain.ts";
import { DEFAULT_PORT, flagsHelp, readFlags } from "./platform/flags.ts";
import { openPlatform } from "./platform/open-platform.ts";
import { program, Refusal } from "./platform/refusal.ts";
import { welcome } from "./platform/welcome.ts";

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
    const chain = await openDemoChain(platform, (webhook) => {
      const verdict = webhook.verified ? "signature good" : `refused: ${webhook.reason}`;
      process.stdout.write(`webhook   ${webhook.type ?? "?"}   ${webhook.id}   ${verdict}\n`);
    });
    try {
      process.stdout.write(welcome(chain.sheet, chain.receiver.url));
      const reason = await Promise.race([stopped, platform.ended.then(() => settled("runtime"))]);
      if (reason === "runtime") throw new Refusal("the runtime ended unexpectedly; the state is safe, start again");
      process.stdout.write("stopping\n");
    } finally {
      await chain.receiver.close();
    }
  } finally {
    await platform.close();
  }
});

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

/** A Ctrl-C reaches the runtime, too; it must not be mistaken for a crash that came a moment before the signal. */
const settled = (reason: "runtime") => new Promise<"runtime">((resolve) => void setTimeout(resolve, 200, reason));
