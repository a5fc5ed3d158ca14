// Whatever of a menu's parts has changed: each menu finds out by itself whether it is another one now.
import type { Context } from "hono";
import { authored } from "../../../lib/db/authored";
import type { MenuEdit } from "../../../../protocol/venue";
import type { Api } from "#api/env";
import { compileJob } from "./compile-job";

const AT_A_TIME = 100;

export async function compileAll(c: Context<Api>, edit?: MenuEdit): Promise<void> {
  const menus = await authored(c.env.DB, c.var.principal.tenant, "menu").ids();
  const jobs = menus.map((menu) => ({ body: compileJob(c, menu, edit && { edit }) }));
  for (let from = 0; from < jobs.length; from += AT_A_TIME) await c.env.MENU_QUEUE.sendBatch(jobs.slice(from, from + AT_A_TIME));
}
