// What modules hear of themselves on `/modules/{tenant}/{module}`.
import type { Context } from "hono";
import { moduleFeed } from "../../../../protocol/feed";
import type { ModuleChange, ModuleType } from "../../../../protocol/module";
import { modules } from "../../../lib/db/modules";
import type { Api } from "#api/env";
import { publish } from "#api/publish";
import { log } from "../../../../runtime/log";

/** Modules that are told at a time. */
const LANES = 32;
/** A request may make 10,000 calls. Those that are not told read anew when they connect. */
const MOST = 9_000;

export const publishModule = (c: Context<Api>, id: string, changeType: ModuleChange["changeType"]): Promise<boolean> =>
  publish(c, moduleFeed(c.var.principal.tenant, id), { topic: "modules", body: { id, changeType } satisfies ModuleChange });

/** That what they have in common has changed. */
export async function publishModuleType(c: Context<Api>, type: ModuleType): Promise<void> {
  const all = await modules(c.env.DB, c.var.principal.tenant).idsOfType(type);
  if (all.length > MOST) log("warn", "module.publish_limited", { type, modules: all.length, untold: all.length - MOST });
  const waiting = all.slice(0, MOST).values();
  const lane = async () => {
    for (const id of waiting) await publishModule(c, id, "CONFIG");
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
