// The whole platform in one process on this machine: all workers in one runtime with one persisted state, and TLS in front of it.
// The same program serves `npm start`, the end-to-end tests and the bench.
import { writeFileSync } from "node:fs";
import { localCertificate, trustingFlag } from "./certificate.ts";
import { claimPort, PortTaken } from "./ports.ts";
import { Refusal } from "./refusal.ts";
import { openStateFolder, untilPredecessorEnded } from "./state-folder.ts";
import { readSeed, type Seed } from "./seed.ts";
import { openTlsProxy } from "./tls-proxy.ts";
import type { Runtime } from "./runtime.ts";
import type { Ailing, Beside } from "./workers.ts";

/** `port`, `tlsPort`: undefined takes a free one. `persist`: state folder. `onLog`: what the workers say; silent without it. */
export type PlatformOptions = {
  port?: number | undefined;
  tlsPort?: number | undefined;
  persist: string;
  onLog?: (line: { level: string; message: string }) => void;
  /** For proofs: a worker whose consumers can be made to fail. */
  ailing?: Ailing;
  /** For proofs: each object of the API worker logs when it comes into memory (object-constructions.ts). */
  wakings?: boolean;
  /** For the bench: a program that calls the platform's objects. */
  beside?: Beside;
};

/**
 * `caCert`: PEM that a client must trust to use `tlsUrl`. `trust`: where it lies as a file, and what one Chromium is started with instead.
 * `db`: the platform's D1, for loading data before anybody calls.
 * `pepper`: the platform's secret in password hashes.
 * `directUrl`, `besideUrl`, `pid`, `ended`, `evict`, `runCron`: the runtime's (runtime.ts).
 */
export type Platform = {
  baseUrl: string;
  directUrl: string;
  besideUrl: string;
  tlsUrl: string;
  caCert: string;
  trust: { file: string; flag: string };
  pepper: string;
  db: D1Database;
  pid: number;
  ended: Runtime["ended"];
  evict: Runtime["evict"];
  runCron: Runtime["runCron"];
  /** A small file of the launcher's own in the state folder. */
  stateFile: (name: string) => string;
  /** Tells companions (`npm run demo`) that it is ready to be used. */
  announce(): void;
  close(): Promise<void>;
};

const ATTEMPTS = 3;
/** What a platform takes to end, and plenty. */
const PREDECESSOR_MS = 10_000;

/** @throws Refusal when a port or the state folder cannot be used */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const anyPort = options.port === undefined && options.tlsPort === undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await openOnce(options);
    } catch (error) {
      if (!(error instanceof PortTaken && anyPort) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function openOnce(options: PlatformOptions): Promise<Platform> {
  await untilPredecessorEnded(options.persist, PREDECESSOR_MS);
  const state = openStateFolder(options.persist);
  const opened: (() => Promise<void> | void)[] = [() => state.release()];
  const close = async () => {
    while (opened.length > 0) await opened.pop()?.();
  };
  try {
    const port = await claimPort(options.port);
    const tlsPort = await claimPort(options.tlsPort);
    if (port === tlsPort) throw new Refusal(`HTTP and TLS cannot share port ${port}: choose another with --tls-port`);
    const [baseUrl, tlsUrl] = [`http://localhost:${port}`, `https://localhost:${tlsPort}`];
    const keys = state.keys(baseUrl);
    const certificate = await localCertificate(state.file("certificate.json"));
    const trust = { file: state.file("authority.pem"), flag: trustingFlag(certificate) };
    writeFileSync(trust.file, certificate.ca);

    // Takes a second to load; whoever is refused above should not wait for it.
    const { openRuntime } = await import("./runtime.ts");
    const secrets = { KEYS: keys, STAGE: "local", LOCAL_CHAIN: JSON.stringify(localChain(readSeed())) };
    const { directUrl, besideUrl, db, pid, ended, evict, runCron, ...runtime } = await openRuntime({
      port,
      folder: state.runtime,
      secrets,
      onSpawn: state.runtimeStarted,
      onLog: options.onLog,
      ailing: options.ailing,
      wakings: options.wakings,
      beside: options.beside,
    });
    opened.push(() => runtime.close());
    const door = await openTlsProxy(certificate, tlsPort, port);
    opened.push(() => door.close());
    opened.push(() => state.ending());
    const announce = () => state.announce({ baseUrl, tlsUrl });
    const addresses = { baseUrl, tlsUrl, caCert: certificate.ca, trust };
    return {
      ...addresses,
      directUrl,
      besideUrl,
      pepper: pepperOf(keys),
      db,
      pid,
      ended,
      evict,
      runCron,
      stateFile: state.file,
      announce,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function pepperOf(keys: string): string {
  const { pepper }: { pepper: string } = JSON.parse(keys);
  return pepper;
}

/** For the start page. */
const localChain = ({ tenant: { id, client }, users }: Seed) => ({
  tenant: id,
  app: Buffer.from(`${client.id}:${client.secret}`).toString("base64"),
  users: Object.values(users).map(({ login, password, roles }) => ({ login, password, roles })),
});
