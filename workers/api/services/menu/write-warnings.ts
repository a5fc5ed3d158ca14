// What is said of one document that is about to be written: as of an import, but looking only at what the document has to do with.
import { type House, inspect, newFindings } from "../../../../domain/menu/inspect";
import type { Fault } from "../../../../domain/menu/authoring";
import type { Finding } from "../../../../domain/menu/finding";
import { authored, type AuthoredKind, type Document } from "../../../lib/db/authored";
import { menuImport } from "../../../lib/db/menu-import";
import { documentsAfter, documentsBefore, type Locate, located, type MenuFinding, warningsOf } from "./inspection";
import { reachable } from "./leads-back";

export async function writeWarnings(
  db: D1Database,
  tenant: string,
  kind: AuthoredKind,
  document: Document,
  { house, faults }: { house: House; faults: readonly Fault[] },
): Promise<MenuFinding[]> {
  if (kind === "price-list") return [];
  const part = kind === "item" ? "items" : "menus";
  const locate: Locate = (at) =>
    at.part === part && at.id === document.id ? { pointer: at.pointer === "" ? "/" : at.pointer } : undefined;
  if (kind === "item") return located(await itemFindings(db, tenant, document, house), faults, locate);
  const before = documentsBefore((await menuImport(db, tenant).read()).existing);
  return warningsOf(before, documentsAfter(before, { menus: [document] }, false), house, faults, locate);
}

/** Of the item, and of what it does to those that refer to it. */
async function itemFindings(db: D1Database, tenant: string, document: Document, house: House): Promise<Finding[]> {
  const mine = authored(db, tenant, "item");
  const [stored, users] = await Promise.all([mine.find(document.id), mine.referrers(document.id)]);
  const items = await reachable([document, ...(await mine.named(users))], mine.named);
  const before = new Map(items);
  if (stored) before.set(document.id, stored.document);
  else before.delete(document.id);
  const of = (all: ReadonlyMap<string, Document>) => inspect({ items: all, menus: new Map(), priceLists: [] }, house);
  const found = newFindings(of(before), of(items), (_, id) => id === document.id);
  const isAlone = users.length === 0 && !(await mine.asksByQuery());
  return found.filter(({ code, at }) => code !== "in-no-menu" || (isAlone && at.id === document.id));
}
