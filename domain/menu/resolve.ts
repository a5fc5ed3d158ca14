// From what people wrote to what they meant: references followed, queries answered, broken parts left out and reported with their place. What things cost
// is left open here: that differs by venue and channel, and all the rest does not.
import { parseDecimal } from "../pricing/decimal";
import { AuthoredNode } from "./authored";
import { unreadableDays } from "./availability";
import { compiledNode } from "./compiled-node";
import { answer } from "./query";
import { entryViolations } from "./selection-rules";

/** `path`: ids from the menu down to the part concerned. */
export type MenuProblem = { path: string[]; message: string };

/** A node without references: `items` are nodes in their order. `pricelists`, `taxes`: what the price and the tax are chosen from. */
export type ResolvedNode = Omit<AuthoredNode, "id" | "items" | "query"> & { id: string; items: ResolvedNode[] };

/**
 * `items`: authored documents by id. `nodes`: how many there are so far. `read`: what each written node says, which is read once, however many
 * references lead to it. `reached`: the items that something has referred to.
 */
export type Sources = {
  items: ReadonlyMap<string, unknown>;
  reached: Set<string>;
  problems: MenuProblem[];
  nodes: number;
  read: WeakMap<object, Read>;
};

/** What references can unfold to must end somewhere: a menu is read on phones. */
const MAX_DEPTH = 16;
const MAX_NODES = 50_000;

/** `followed`: references on the way here. `inUpsell`: below an upsell group, where further upsell is not followed (WIRE.md section 4.2). */
type Place = { path: string[]; followed: string[]; inUpsell: boolean };

export function resolveAll(raw: unknown[], place: Place, sources: Sources): ResolvedNode[] {
  return raw.flatMap((item, index) => resolveNode(item, { ...place, path: [...place.path, nameOf(item, index)] }, sources) ?? []);
}

/** One node, or all that a query finds. */
function resolveNode(raw: unknown, place: Place, sources: Sources): ResolvedNode | ResolvedNode[] | undefined {
  const report = (message: string) => void sources.problems.push({ path: place.path, message });
  if (place.path.length > MAX_DEPTH) return report(`This is nested more than ${MAX_DEPTH} deep.`);
  sources.nodes += 1;
  if (sources.nodes === MAX_NODES + 1) report(`The menu unfolds to more than ${MAX_NODES} nodes; the rest is left out.`);
  if (sources.nodes > MAX_NODES) return undefined;
  const written = read(raw, sources, report);
  if (!written) return undefined;
  const { followed } = place;
  const meant = written.kind === "3e/ref" ? follow(written, followed, sources, report) : { node: written, followed };
  if (!meant) return undefined;
  const { items, id, query, ...node } = meant.node;
  if (node.kind === "3e/query") {
    if (!query) return report("This query asks for nothing: give `query`.");
    const found = answer(query, sources).filter((item) => !meant.followed.includes(item));
    return resolveAll(
      found.map((reference) => ({ kind: "3e/ref", reference })),
      { ...place, followed: meant.followed },
      sources,
    );
  }
  if (id === undefined) return report("This has no id.");
  for (const { day, why } of unreadableDays(node.availability))
    report(`availability.${day}: ${why}; until then it is not sold on that day.`);
  if (node.kind === "3e/group/upsell" && place.inUpsell) return undefined;
  const below = { ...place, followed: meant.followed, inUpsell: place.inUpsell || node.kind === "3e/group/upsell" };
  const resolved: ResolvedNode = { ...node, id, items: resolveAll(items ?? [], below, sources) };
  return node.kind === "3e/product" ? sound(resolved, report) : resolved;
}

type Report = (message: string) => undefined;

type Read = { node: AuthoredNode } | { broken: string };

function read(raw: unknown, sources: Sources, report: Report): AuthoredNode | undefined {
  const known = (isObject(raw) && sources.read.get(raw)) || readAnew(raw);
  if (isObject(raw)) sources.read.set(raw, known);
  return "node" in known ? known.node : report(known.broken);
}

function readAnew(raw: unknown): Read {
  const { data, error } = AuthoredNode.safeParse(raw);
  if (data) return { node: data };
  return { broken: error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message)).join("; ") };
}

const isObject = (raw: unknown): raw is object => typeof raw === "object" && raw !== null;

/** To the node that a chain of references ends at, with what each reference says itself laid over it. */
function follow(
  ref: AuthoredNode,
  followed: string[],
  sources: Sources,
  report: Report,
): { node: AuthoredNode; followed: string[] } | undefined {
  const target = ref.reference ?? ref.id;
  if (target === undefined) return report("This reference names nothing.");
  if (followed.includes(target)) return report(`This reference leads back to itself: ${[...followed, target].join(" → ")}.`);
  if (!sources.items.has(target)) return report(`There is no item "${target}".`);
  sources.reached.add(target);
  const named = read(sources.items.get(target), sources, report);
  if (!named) return undefined;
  const node = { ...laidOver(named, ref), id: target };
  return node.kind === "3e/ref" ? follow(node, [...followed, target], sources, report) : { node, followed: [...followed, target] };
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
function sound(product: ResolvedNode, report: Report): ResolvedNode | undefined {
  const impossible = groupsOf(product).flatMap((group) => whyImpossible(group) ?? []);
  if (impossible.length > 0) return report(impossible.join(" "));
  const node = { ...product };
  if (node._?.basePrice !== undefined && !parseDecimal(node._.basePrice)) {
    report(`_.basePrice: "${node._.basePrice}" is not a decimal number.`);
    const { basePrice: _basePrice, ...others } = node._;
    node._ = others;
  }
  const selected = node.state?.selected;
  if (!selected) return node;
  const unknown = entryViolations(compiledNode(node), selected);
  if (unknown.length === 0) return node;
  for (const { message } of unknown) report(`state: ${message}`);
  const dropped = new Set(unknown.map(({ path }) => path.slice(1).join("\n")));
  const kept = Object.entries(selected)
    .filter(([selCtx]) => !dropped.has(selCtx))
    .map(([selCtx, items]) => [selCtx, Object.fromEntries(Object.entries(items).filter(([id]) => !dropped.has(`${selCtx}\n${id}`)))]);
  return { ...node, state: { ...node.state, selected: Object.fromEntries(kept) } };
}

/** The product's own groups; those of its sub-products have been looked at with them. */
const groupsOf = (node: ResolvedNode): ResolvedNode[] =>
  node.items.filter(({ kind }) => kind !== "3e/product").flatMap((group) => [group, ...groupsOf(group)]);

function whyImpossible({
  id,
  attrs = {},
  items,
}: ResolvedNode & { attrs?: Partial<ResolvedNode["attrs"]> | undefined }): string | undefined {
  const { selMin = 0, selMax = Infinity, qtyMin = 0, qtyMax = Infinity, vital } = attrs ?? {};
  const products = items.filter(({ kind }) => kind === "3e/product").length;
  if (selMin > products) return `The group ${id} asks for at least ${selMin} choices and has ${products}.`;
  if (selMin > selMax || qtyMin > qtyMax) return `The bounds of the group ${id} contradict each other.`;
  return vital === true && items.length === 0 ? `The group ${id} is vital and has nothing to choose.` : undefined;
}

function nameOf(raw: unknown, index: number): string {
  const named = isObject(raw) ? raw : {};
  for (const key of ["id", "reference"] as const) {
    const name: unknown = Reflect.get(named, key);
    if (typeof name === "string") return name;
  }
  return `#${index}`;
}
