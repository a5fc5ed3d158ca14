// What is wrong with an item, a menu or a price list, whoever brings it.
import { z } from "zod";
import { AuthoredMenu } from "../../../../domain/menu/authored";
import { type Fault, faultsOf } from "../../../../domain/menu/validate-authored";
import { WrittenPriceList } from "../../../../domain/menu/price-list";
import { Id } from "../../../../domain/order/commands";
import type { AuthoredKind } from "../../../lib/db/authored";
import { validationProblem } from "#api/http/refuse";

/** A row of the database, and a message of the queue, are not made for more. */
const MAX_BYTES = 1_000_000;

const Menu = AuthoredMenu.extend({ publishing: z.enum(["auto", "manual"]).optional() });

const schemaFaults = (schema: z.ZodType, document: unknown): Fault[] => {
  const { error } = schema.safeParse(document);
  return error ? validationProblem(error.issues).errors.map((fault) => ({ ...fault, code: "invalid" })) : [];
};

/** A menu is a tree of nodes under a name. */
function menuFaults(document: unknown): Fault[] {
  const own = schemaFaults(Menu, document);
  return own.length > 0 ? own : faultsOf({ ...AuthoredMenu.parse(document), kind: "3e/group" });
}

const rules = { item: faultsOf, menu: menuFaults, "price-list": (document: unknown) => schemaFaults(WrittenPriceList, document) };

export function documentFaults(kind: AuthoredKind, document: unknown): Fault[] {
  const found = rules[kind](document);
  if (found.length > 0) return found;
  const { id }: { id?: unknown } = Object(document);
  const named = id === undefined || Id.safeParse(id).success;
  if (!named) return [{ code: "invalid", pointer: "/id", message: "expected 1 to 128 letters, digits, dots, dashes or underscores" }];
  return new TextEncoder().encode(JSON.stringify(document)).length > MAX_BYTES
    ? [{ code: "too-large", pointer: "/", message: `expected at most ${MAX_BYTES} bytes` }]
    : [];
}
