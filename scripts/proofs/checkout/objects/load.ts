// The objects' own sources, as they are, or with one module of theirs replaced: that is how bugs are seeded. Each replacement has a graph
// of modules of its own.
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../platform/root.ts";
import { resolveAsBundled } from "../../concurrency/as-bundled.ts";

/** `instead`: which module, from the project's root; `by`: the module that stands in for it, and may import it. */
export type StandIn = { instead: string; by: string };
type Class = new (context: object, env: object) => object;
type Consumer = (job: unknown, deps: object) => Promise<void>;
export type Sources = { OrderObject: Class; VenueObject: Class; discount: Consumer };

const root = pathToFileURL(`${ROOT}/`).href;
const runtime = new URL("runtime.ts", import.meta.url).href;
const standIns = new Map<string, StandIn>();
let isHooked = false;

/** @throws Error when a source does not load */
export async function load(name: string, standIn?: StandIn): Promise<Sources> {
  hook();
  if (standIn) standIns.set(name, standIn);
  const from = (path: string) => import(`${root}${path}?as=${name}`);
  const [{ OrderObject }, { VenueObject }, { discount }]: [
    Pick<Sources, "OrderObject">,
    Pick<Sources, "VenueObject">,
    Pick<Sources, "discount">,
  ] = await Promise.all([
    from("durable-objects/order/order-object.ts"),
    from("durable-objects/venue/venue-object.ts"),
    from("workers/discount/discount.ts"),
  ]);
  return { OrderObject, VenueObject, discount };
}

function hook(): void {
  if (isHooked) return;
  isHooked = true;
  resolveAsBundled();
  Object.defineProperty(globalThis, "WebSocketRequestResponsePair", {
    value: class {
      readonly request = "ping";
    },
    configurable: true,
  });
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === "cloudflare:workers") return { url: runtime, shortCircuit: true };
      const resolved = next(specifier, context);
      const as = context.parentURL === undefined ? null : new URL(context.parentURL).searchParams.get("as");
      if (as === null || !resolved.url.startsWith(root) || resolved.url.includes("/node_modules/")) return resolved;
      const standIn = standIns.get(as);
      const [path = ""] = resolved.url.slice(root.length).split("?");
      const isOriginal = standIn?.instead === path && !context.parentURL?.startsWith(`${root}${standIn.by}`);
      return { ...resolved, url: `${root}${isOriginal ? standIn.by : path}?as=${as}` };
    },
  });
}
