// Our workers as Miniflare takes them: bindings from each wrangler.toml, code bundled as a deployment bundles it.
import { resolve } from "node:path";
import { build } from "esbuild";
import type { V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";
import { ROOT } from "./root.ts";
import { wakingsTold } from "./object-constructions.ts";
import { buildPages, typeOf } from "./web.ts";
import { answer as checkPassword } from "../../workers/passwords/index.ts";

/**
 * Every program of the platform, by the name in its wrangler.toml,
 * but for `passwords`: all programs share the one thread of the local runtime, so hashes are computed in this process, by the same code.
 */
const WORKERS = {
  api: "wrangler.toml",
  menu: "workers/menu/wrangler.toml",
  discount: "workers/discount/wrangler.toml",
  webhook: "workers/webhook/wrangler.toml",
  projection: "workers/projection/wrangler.toml",
};

/** For proofs: this worker's consumers ask `health` (HTTP) before every batch, and throw while it answers `dead`. */
export type Ailing = { worker: string; health: string };

/** What a proof has put before our own programs. */
export type Before = { ailing?: Ailing | undefined; wakings?: boolean | undefined };

/**
 * For the bench: a program beside ours that calls objects of the API worker. `main`: its path from the root. `objects`: class by binding.
 */
export type Beside = { name: string; main: string; objects: Record<string, string> };

export async function bundleBeside({ name, main, objects }: Beside): Promise<V4WorkerOptions> {
  const bound = Object.entries(objects).map(([binding, className]) => [binding, { className, scriptName: "api" }]);
  return {
    name,
    compatibilityDate: "2026-10-23",
    durableObjects: Object.fromEntries(bound),
    modulesRoot: "/",
    modules: [{ type: "ESModule", path: `/${name}.js`, contents: await bundle(resolve(ROOT, main)) }],
  };
}

/** The API worker answers HTTP, so it comes first; it alone sees `secrets`. */
export async function bundleWorkers(secrets: Record<string, string>, { ailing, wakings }: Before = {}): Promise<V4WorkerOptions[]> {
  return Promise.all(
    Object.entries(WORKERS).map(async ([name, config]) => {
      const { workerOptions, main } = optionsOf(resolve(ROOT, config));
      if (!main) throw new Error(`${config} names no main program`);
      return {
        ...(name === "api" ? withoutAssets(workerOptions) : workerOptions),
        name,
        bindings: Object.assign({}, workerOptions.bindings, name === "api" ? secrets : {}),
        ...(name === "api" && { serviceBindings: { ASSETS: await pages(), PASSWORDS: checkPassword } }),
        modulesRoot: "/",
        modules: [
          ...(ailing?.worker === name
            ? [{ type: "ESModule" as const, path: `/${name}-ailing.js`, contents: ailingConsumer(name, ailing.health) }]
            : []),
          ...(wakings && name === "api"
            ? [{ type: "ESModule" as const, path: `/${name}-waking.js`, contents: wakingsTold(name, classesOf(workerOptions)) }]
            : []),
          { type: "ESModule", path: `/${name}.js`, contents: await bundle(resolve(ROOT, main)) },
        ],
      } satisfies V4WorkerOptions;
    }),
  );
}

/** Of the object classes that the worker's bindings name. */
function classesOf(workerOptions: object): string[] {
  const { durableObjects }: { durableObjects?: Record<string, { className: string }> } = Object(workerOptions);
  return Object.values(durableObjects ?? {}).map(({ className }) => className);
}

/** Miniflare's own assets would put two more workers in front of every request. */
function withoutAssets<Options extends object>(options: Options): Options {
  const rest = { ...options };
  Reflect.deleteProperty(rest, "assets");
  return rest;
}

/** The pages, from memory. */
async function pages(): Promise<(request: { url: string }) => Response> {
  const files = await buildPages();
  return ({ url }) => {
    const name = new URL(url).pathname.slice(1);
    const text = files.get(name);
    return text === undefined ? new Response(null, { status: 404 }) : new Response(text, { headers: { "content-type": typeOf(name) } });
  };
}

const ailingConsumer = (name: string, health: string): string => `
  import consumer from "./${name}.js";
  export default { ...consumer, queue: async (batch, env, ctx) => {
    if (await (await fetch(${JSON.stringify(health)})).text() === "dead") throw new Error("${name} is dead");
    return consumer.queue(batch, env, ctx);
  } };
`;

async function bundle(main: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [main],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["browser", "module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    logLevel: "error",
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`${main} was bundled to nothing`);
  return output.text;
}
