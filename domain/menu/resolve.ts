// From what people wrote to what they meant: references followed, queries answered, broken parts left out and reported with their place.
// What things cost is left open here: that differs by venue and channel, and all the rest does not.
import { parseDecimal } from "../pricing/decimal";
import type { AuthoredNode, ProductQuery } from "./authored";
import { unreadableDays } from "./availability";
import { compiledNode } from "./compiled-node";
import type { Finding, FindingCode, WrittenAt } from "./finding";
import { choicesOf, whyImpossible, whyUnchoosable } from "./group-bounds";
import { idsMatching } from "./product-query";
import { type ReadNode, readNode } from "./read-node";
import { withContexts } from "./selection-contexts";
import { entryViolations } from "./selection-rules";

/** A node without references: `items` are nodes in their order. `pricelists`, `taxes`: what the price and the tax are chosen from. */
export type ResolvedNode = Omit<AuthoredNode, "id" | "items" | "query"> & { id: string; items: ResolvedNode[] };

/** Where a node stands in the menu, where it is written, and where it is put there: a reference, or the node itself. */
export type Placing = Pick<Finding, "path" | "at"> & { put: WrittenAt };

/**
 * `items`: authored documents by id. `nodes`: how many there are so far. `read`: what each written node says, which is read once, however
 * many references lead to it. `reached`: the items that something has referred to. `problems`: what was left out. `warnings`: what stays
 * and is not as it may be meant. `placings`: of each resolved node.
 */
export type Sources = {
  items: ReadonlyMap<string, unknown>;
  reached: Set<string>;
  problems: Finding[];
  warnings: Finding[];
  nodes: number;
  read: WeakMap<object, ReadNode>;
  placings: WeakMap<ResolvedNode, Placing>;
};

/** What references can unfold to must end somewhere: a menu is read on phones. */
const MAX_DEPTH = 64;
const MAX_NODES = 50_000;

/** `followed`: references on the way here. `inUpsell`: below an upsell group, where further upsell is not followed. */
type Place = Omit<Placing, "put"> & { followed: string[]; inUpsell: boolean };

export function resolveAll(raw: unknown[], place: Place, sources: Sources): ResolvedNode[] {
  return raw.flatMap((item, index) => {
    const at = { ...place.at, pointer: `${place.at.pointer}/items/${index}` };
    return resolveNode(item, { ...place, path: [...place.path, nameOf(item, index)], at }, sources) ?? [];
  });
}

/** One node, or all that a query finds. */
function resolveNode(raw: unknown, place: Place, sources: Sources): ResolvedNode | ResolvedNode[] | undefined {
  const report = reporter(sources.problems, place);
  if (place.path.length > MAX_DEPTH) return report("too-deep", `This is nested more than ${MAX_DEPTH} deep.`);
  sources.nodes += 1;
  if (sources.nodes === MAX_NODES + 1) report("too-large", `The menu unfolds to more than ${MAX_NODES} nodes; the rest is left out.`);
  if (sources.nodes > MAX_NODES) return undefined;
  const written = read(raw, place, sources);
  if (!written) return undefined;
  const meant = written.kind === "3e/ref" ? follow(written, place, sources) : { node: written, place };
  return meant && resolveMeant(meant.node, meant.place, place.at, sources);
}

/** `node`: what is meant, no reference any more. `place`: where that is written. `put`: where it is asked for. */
function resolveMeant(
  { items, id, query, ...node }: AuthoredNode,
  place: Place,
  put: WrittenAt,
  sources: Sources,
): ResolvedNode | ResolvedNode[] | undefined {
  const report = reporter(sources.problems, place);
  if (node.kind === "3e/query") {
    if (!query) return report("left-out", "This query asks for nothing: give `query`.");
    const answers = idsMatching(query, sources);
    warnOfQuery(query, answers, reporter(sources.warnings, place));
    const found = answers.filter((item) => !place.followed.includes(item));
    return found.flatMap(
      (reference) => resolveNode({ kind: "3e/ref", reference }, { ...place, path: [...place.path, reference] }, sources) ?? [],
    );
  }
  if (id === undefined) return report("left-out", "This has no id.");
  for (const { day, why } of unreadableDays(node.availability))
    report("times-unreadable", `availability.${day}: ${why}; until then it is not sold on that day.`, `/availability/${day}`);
  if (node.kind === "3e/group/upsell" && place.inUpsell) return undefined;
  const below = { ...place, inUpsell: place.inUpsell || node.kind === "3e/group/upsell" };
  const resolved: ResolvedNode = { ...node, id, items: resolveAll(items ?? [], below, sources) };
  const sold = node.kind === "3e/product" ? sound(resolved, place, sources) : resolved;
  if (sold) sources.placings.set(sold, { path: place.path, at: place.at, put });
  return sold;
}

/** What it names and does not find is not sold here. */
function warnOfQuery({ ids = [] }: ProductQuery, answers: readonly string[], warn: Report): void {
  if (answers.length === 0) return warn("finds-nothing", "This query finds nothing, and nothing is sold here.", "/query");
  for (const [index, id] of ids.entries())
    if (!answers.includes(id)) warn("finds-nothing", `This query does not find ${id}, and it is not sold here.`, `/query/ids/${index}`);
}

type Report = (code: FindingCode, message: string, pointer?: string) => undefined;

const reporter =
  (findings: Finding[], { path, at }: Omit<Placing, "put">): Report =>
  (code, message, pointer = "") =>
    void findings.push({ code, path, at: { ...at, pointer: at.pointer + pointer }, message });

function read(raw: unknown, place: Place, sources: Sources): AuthoredNode | undefined {
  const before = isObject(raw) ? sources.read.get(raw) : undefined;
  const known = before ?? readNode(raw);
  if (isObject(raw)) sources.read.set(raw, known);
  if ("broken" in known) return reporter(sources.problems, place)("left-out", known.broken);
  const warn = reporter(sources.warnings, place);
  if (!before) for (const { code, message, pointer } of known.notes) warn(code, message, pointer);
  return known.node;
}

const isObject = (raw: unknown): raw is object => typeof raw === "object" && raw !== null;

/** To the node that a chain of references ends at, with what each reference says itself laid over it. */
function follow(ref: AuthoredNode, place: Place, sources: Sources): { node: AuthoredNode; place: Place } | undefined {
  const { followed } = place;
  const report = reporter(sources.problems, place);
  const target = ref.reference ?? ref.id;
  if (target === undefined) return report("left-out", "This reference names no item.");
  if (followed.includes(target))
    return report("reference-circle", `This reference leads back to itself: ${[...followed, target].join(" → ")}.`);
  if (!sources.items.has(target)) return report("reference-missing", `There is no item "${target}".`);
  sources.reached.add(target);
  const at: WrittenAt = { part: "items", id: target, pointer: "" };
  const there = { ...place, at, followed: [...followed, target] };
  const named = read(sources.items.get(target), there, sources);
  if (!named) return undefined;
  const node = { ...laidOver(named, ref), id: target };
  return node.kind === "3e/ref" ? follow(node, there, sources) : { node, place: there };
}

function laidOver(named: AuthoredNode, { id: _id, kind: _kind, reference: _reference, ...ref }: AuthoredNode): AuthoredNode {
  const node: AuthoredNode = { ...named, ...said(ref) };
  // A price written at the reference is meant: no list of the product's own overrides it.
  if (ref.price !== undefined && !ref.pricelists) delete node.pricelists;
  if (ref.details) node.details = { ...named.details, ...ref.details };
  if (ref._) node._ = { ...named._, ...ref._ };
  if (ref.attrs) node.attrs = { ...named.attrs, ...said(ref.attrs) };
  return node;
}

const said = <T extends object>(written: T): Partial<T> => {
  const fields = { ...written };
  for (const key in fields) if (fields[key] === undefined) delete fields[key];
  return fields;
};

/** A product that nobody could order is left out; a default that does not exist is forgotten. */
function sound(product: ResolvedNode, place: Place, sources: Sources): ResolvedNode | undefined {
  const report = reporter(sources.problems, place);
  const groups = groupsOf(product);
  const impossible = groups.flatMap((group) => whyImpossible(group) ?? []);
  if (impossible.length > 0)
    return report("cannot-be-ordered", `${impossible.join(" ")} Nobody could order ${product.id}: it is not sold.`);
  for (const group of groups) for (const item of choicesOf(group)) warnOfUnchoosable(group, item, sources);
  const node = { ...product };
  if (node._?.basePrice !== undefined && !parseDecimal(node._.basePrice)) {
    report("left-out", `_.basePrice: "${node._.basePrice}" is not a decimal number.`, "/_/basePrice");
    const { basePrice: _basePrice, ...others } = node._;
    node._ = others;
  }
  const selected = node.state?.selected;
  if (!selected) return node;
  const unknown = entryViolations(compiledNode(withContexts(node)), selected);
  if (unknown.length === 0) return node;
  for (const { message } of unknown) report("default-unknown", `state: ${message}`, "/state/selected");
  const dropped = new Set(unknown.map(({ path }) => path.slice(1).join("\n")));
  const kept = Object.entries(selected)
    .filter(([selCtx]) => !dropped.has(selCtx))
    .map(([selCtx, items]) => [selCtx, Object.fromEntries(Object.entries(items).filter(([id]) => !dropped.has(`${selCtx}\n${id}`)))]);
  return { ...node, state: { ...node.state, selected: Object.fromEntries(kept) } };
}

function warnOfUnchoosable(group: ResolvedNode, item: ResolvedNode, sources: Sources): void {
  const why = whyUnchoosable(group, item);
  const placing = sources.placings.get(item);
  if (why !== undefined && placing) reporter(sources.warnings, placing)("cannot-be-chosen", `Nobody can choose ${item.id}: ${why}.`);
}

/** The product's own groups; those of its sub-products have been looked at with them. */
const groupsOf = (node: ResolvedNode): ResolvedNode[] =>
  node.items.filter(({ kind }) => kind !== "3e/product").flatMap((group) => [group, ...groupsOf(group)]);

function nameOf(raw: unknown, index: number): string {
  const named = isObject(raw) ? raw : {};
  for (const key of ["id", "reference"] as const) {
    const name: unknown = Reflect.get(named, key);
    if (typeof name === "string" || typeof name === "number") return String(name);
  }
  return `#${index}`;
}
