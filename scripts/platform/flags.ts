// The flags that `npm start` and its companions share.
import { resolve } from "node:path";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { Refusal } from "./refusal.ts";

export const DEFAULT_PORT = 8787;

/** `tlsPort` follows `port` unless it is given. `persist` is absolute. Undefined: not given. */
export type PlatformFlags = { port: number | undefined; tlsPort: number | undefined; persist: string };

const shared = {
  port: { type: "string" },
  "tls-port": { type: "string" },
  persist: { type: "string", default: ".brigade" },
  help: { type: "boolean", default: false },
} as const satisfies ParseArgsOptionsConfig;

export const flagsHelp = `  --port N       HTTP port (default ${DEFAULT_PORT})
  --tls-port N   TLS port (default: the HTTP port + 1)
  --persist DIR  state folder (default .brigade)
  --help         this text
`;

/** Reads the shared flags and the program's own switches. @throws Refusal naming what is wrong */
export function readFlags(args: string[], switches: string[] = []): PlatformFlags & { help: boolean; on: ReadonlySet<string> } {
  const options: ParseArgsOptionsConfig = { ...shared, ...Object.fromEntries(switches.map((name) => [name, { type: "boolean" }])) };
  const values = parsed(args, options);
  return {
    port: portNumber("port", values.port),
    tlsPort: portNumber("tls-port", values["tls-port"]),
    persist: resolve(String(values.persist)),
    help: values.help === true,
    on: new Set(switches.filter((name) => values[name] === true)),
  };
}

function parsed(args: string[], options: ParseArgsOptionsConfig): Record<string, unknown> {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new Refusal(error instanceof Error ? `${error.message.split(". ")[0]} (--help lists the flags)` : String(error));
  }
}

function portNumber(flag: string, value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port < 1 || port > 65_535) throw new Refusal(`--${flag} must be a number from 1 to 65535`);
  return port;
}
