// What is said of one document that is about to be written: as of an import, but looking only at what the document has to do with.
import { type House, inspect, newFindings } from "../../../../domain/menu/inspect-documents";
import type { Fault } from "../../../../domain/menu/validate-authored";
import type { Finding } from "../../../../domain/menu/finding";
import { itemsLeadingTo } from "../../../../domain/menu/pruned-menu";
import { PriceList } from "../../../../domain/menu/price-list";
import { authored, type AuthoredKind, type Document, MAX_REFERRERS } from "../../../lib/db/authored";
import { menuImport } from "../../../lib/db/menu-import";
import { documentsAfter, documentsBefore, type Locate, located, type MenuFinding, warningsOf } from "./inspect-import";
import { reachable } from "./reference-cycles";

const PARTS = { item: "items", menu: "menus", "price-list": "priceLists" } as const;

export async function writeWarnings(
  db: D1Database,
  tenant: string,
  kind: AuthoredKind,
  document: Document,
  { house, faults }: { house: House; faults: readonly Fault[] },
): Promise<MenuFinding[]> {
  const part = PARTS[kind];
  const locate: Locate = (at) =>
    at.part === part && at.id === document.id ? { pointer: at.pointer === "" ? "/" : at.pointer } : undefined;
  if (kind === "item") return located(await itemFindings(db, tenant, document, house), faults, locate);
  const before = documentsBefore((await menuImport(db, tenant).read()).existing);
  return warningsOf(before, documentsAfter(before, { [part]: [document] }, false), house, faults, locate);
}

/** Of the item, and of what it does to those that it stands in, by way of whatever others. */
async function itemFindings(db: D1Database, tenant: string, document: Document, house: House): Promise<Finding[]> {
  const mine = authored(db, tenant, "item");
  const [stored, { users, areAll }, priceLists, asksByQuery] = await Promise.all([
    mine.find(document.id),
    usersOf(document.id, mine.referrers),
    everyList(db, tenant),
    mine.asksByQuery(),
  ]);
  const concerned = new Set([document.id, ...users]);
  const [items, menus] = await Promise.all([mine.named(users), authored(db, tenant, "menu").named(users)]);
  const after = await reachable([document, ...items.map((item) => (isCategory(item) ? pruned(item, concerned) : item))], mine.named);
  const before = new Map(after);
  if (stored) before.set(document.id, stored.document);
  else before.delete(document.id);
  const around = { menus: new Map(menus.map((menu) => [menu.id, pruned(menu, concerned)])), priceLists };
  const of = (all: ReadonlyMap<string, Document>) => inspect({ items: all, ...around }, house);
  const found = newFindings(of(before), of(after), (_, id) => id === document.id);
  const isNowhere = areAll && !asksByQuery;
  return found
    .filter(({ code, at }) => code !== "in-no-menu" || (isNowhere && at.id === document.id))
    .filter(({ at }) => at.part !== "priceLists"); // only who reads everything knows what they are used for
}

const isCategory = ({ kind }: Document) => kind === "3e/group/category";
const pruned = (shelf: Document, ids: ReadonlySet<string>): Document => {
  return Array.isArray(shelf.items) ? { ...shelf, items: itemsLeadingTo(shelf.items, ids) } : shelf;
};

/** Choices stand in products in categories in menus; nobody nests much deeper. */
const MAX_LEVELS = 6;

/** `areAll`: there are no others. */
async function usersOf(
  id: string,
  referrers: (ids: readonly string[]) => Promise<string[]>,
): Promise<{ users: string[]; areAll: boolean }> {
  const users = new Set<string>();
  let next = [id];
  for (let level = 0; next.length > 0; level += 1) {
    const found = await referrers(next);
    next = found.filter((user) => user !== id && !users.has(user));
    for (const user of next) users.add(user);
    if (found.length === MAX_REFERRERS || level === MAX_LEVELS) return { users: [...users], areAll: false };
  }
  return { users: [...users], areAll: true };
}

async function everyList(db: D1Database, tenant: string): Promise<PriceList[]> {
  const mine = authored(db, tenant, "price-list");
  const lists = await mine.named(await mine.ids());
  return lists.flatMap((list) => PriceList.safeParse(list).data ?? []);
}
