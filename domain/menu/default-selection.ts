// From what the guest sent to the whole choice: defaults where nothing was said, filters that chosen items emit.
import { compare, parseDecimal, ZERO } from "../pricing/decimal";
import { type SelectionNode, amountOf, chosenPart } from "./selection-tree";
import type { CompiledNode, Configuration } from "./compiled";
import { isSellable } from "./sellable";

type Selected = NonNullable<Configuration["selected"]>;
type Filter = NonNullable<Configuration["filter"]>;

/** `selected` and `filter` each default to the product's own state when the guest did not give them. A quantity of zero is no choice. */
export function withDefaults(product: CompiledNode, config: Configuration, locked: ReadonlySet<string>): Configuration {
  const selected = config.selected ? withoutZeros(config.selected) : defaultSelected(product, locked);
  const filter = config.filter ? consulted(product, config.filter) : product.state?.filter;
  const settled: Configuration = {};
  if (selected) settled.selected = selected;
  const merged = mergedFilter(product, selected, filter);
  if (merged) settled.filter = merged;
  return settled;
}

const withoutZeros = (selected: Selected): Selected =>
  mapContexts(selected, (items) => Object.fromEntries(Object.entries(items).filter(([, quantity]) => !isZero(quantity))));

function isZero(quantity: string): boolean {
  const amount = parseDecimal(quantity);
  return amount !== undefined && compare(amount, ZERO) === 0;
}

/**
 * A locked default is replaced by the first sibling that is not chosen yet and admits the quantity, along with that sibling's own defaults.
 */
function defaultSelected(product: CompiledNode, locked: ReadonlySet<string>): Selected | undefined {
  const written = defaultsOf(product);
  if (!written || locked.size === 0) return written;
  let selected = written;
  for (const [selCtx, items] of Object.entries(written)) {
    const siblings = groupOf(product, selCtx)?.items ?? [];
    for (const [id, quantity] of Object.entries(items)) {
      const item = siblings.find((each) => each.id === id);
      if (!item || isSellable(item, locked)) continue;
      const { [id]: _locked, ...others } = selected[selCtx] ?? {};
      const instead = siblings.find(
        (each) => each.kind === "product" && isSellable(each, locked) && !Object.hasOwn(others, each.id) && admits(each, Number(quantity)),
      );
      selected = instead
        ? { ...selected, [selCtx]: { ...others, [instead.id]: quantity }, ...defaultsOf(instead) }
        : { ...selected, [selCtx]: others };
    }
  }
  return selected;
}

const defaultsOf = ({ state }: CompiledNode): Selected | undefined => state?.selected && withoutZeros(state.selected);

const admits = ({ bounds }: CompiledNode, quantity: number) =>
  quantity >= (bounds?.qtyMin ?? quantity) && quantity <= (bounds?.qtyMax ?? quantity);

function groupOf(node: CompiledNode, selCtx: string): CompiledNode | undefined {
  for (const item of node.items) {
    const found = item.group === "options" && item.selCtx === selCtx ? item : groupOf(item, selCtx);
    if (found) return found;
  }
  return undefined;
}

/** Contexts that nothing in the tree looks at change nothing; they are not kept. */
function consulted(product: CompiledNode, filter: Filter): Filter {
  const contexts = new Set<string>();
  const visit = (node: CompiledNode) => {
    if (node.fltCtx !== undefined) contexts.add(node.fltCtx);
    node.items.forEach(visit);
  };
  visit(product);
  return Object.fromEntries(Object.entries(filter).filter(([context]) => contexts.has(context)));
}

/**
 * What chosen items emit decides which groups show, and items chosen in those may emit in turn: merged until nothing new comes.
 * Values are only ever added, and more of them only ever show more, so this ends.
 */
function mergedFilter(product: CompiledNode, selected: Selected | undefined, given: Filter | undefined): Filter | undefined {
  let filter = given;
  for (;;) {
    const emissions = emitted(chosenPart(product, { selected, filter }));
    const news = emissions.filter(([context, id]) => amountOf(filter ?? {}, context, id) === undefined);
    if (news.length === 0) return filter;
    // Without any filter state everything shows, so what was emitted then may come from groups that are about to hide.
    filter = filter ? news.reduce(added, filter) : {};
  }
}

type Emission = [context: string, id: string, value: string];

const emitted = ({ node, items }: SelectionNode): Emission[] => [
  ...Object.entries(node.emit ?? {}).map(([context, value]): Emission => [context, node.id, value]),
  ...items.flatMap(emitted),
];

const added = (filter: Filter, [context, id, value]: Emission): Filter => ({ ...filter, [context]: { ...filter[context], [id]: value } });

const mapContexts = (contexts: Selected, change: (items: Record<string, string>) => Record<string, string>): Selected =>
  Object.fromEntries(Object.entries(contexts).map(([context, items]) => [context, change(items)]));
