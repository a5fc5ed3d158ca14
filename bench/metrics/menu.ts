// What menus cost: compiled before anybody needs them, and looked into while a guest waits. Their floors are limits, not rivals.
import { resolveAsBundled } from "../../scripts/proofs/concurrency/as-bundled.ts";
import { median, type Metric } from "../metric.ts";
import { CHANNELS, largeMenu, largeVenues } from "./large-menu.ts";

const LIMIT_MS = { compile: 60_000, edit: 2_000, line: 0.05, available: 2 };
const PRODUCTS = 2_000;
const VENUES = 300;
const TIMES = 500;

async function menus() {
  resolveAsBundled();
  const [{ prepareMenu, variantsFor }, { documentsOf, indexOf }] = await Promise.all([
    import("../../domain/menu/compile.ts"),
    import("../../workers/menu/documents.ts"),
  ]);
  /** Everything that the menu worker computes, from authored documents to named texts; answers how many documents there are. */
  const compileAll = (edit: number): number => {
    const prepared = prepareMenu(largeMenu(PRODUCTS, edit));
    const made = new Map<string, { book: string; page: string }>();
    const keys = new Set<string>();
    for (const venue of largeVenues(VENUES)) {
      for (const channel of CHANNELS) {
        const variants = variantsFor(prepared, { venue, channel }).map((variant) => {
          const known = made.get(variant.key);
          if (known) return known;
          const { documents, ...named } = documentsOf(prepared, variant);
          for (const { key } of documents) keys.add(key);
          made.set(variant.key, named);
          return named;
        });
        keys.add(indexOf(prepared, variants).key);
      }
    }
    return keys.size;
  };
  return compileAll;
}

export const compileChain: Metric = {
  what: `compiling ${PRODUCTS} products for ${VENUES} venues in 12 price zones and ${CHANNELS.length} channels on one core; the floor is 60 s`,
  unit: "ms",
  target: { bound: "at most", ratio: 1 },
  open: async () => {
    const compileAll = await menus();
    return {
      ours: () => {
        const start = performance.now();
        compileAll(0);
        return Promise.resolve(performance.now() - start);
      },
      floor: () => Promise.resolve(LIMIT_MS.compile),
    };
  },
};

export const recompile: Metric = {
  what: "the same again after one product was edited; the floor is 2 s",
  unit: "ms",
  target: { bound: "at most", ratio: 1 },
  open: async () => {
    const compileAll = await menus();
    let edit = 0;
    compileAll(edit);
    return {
      ours: () => {
        edit += 1;
        const start = performance.now();
        compileAll(edit);
        return Promise.resolve(performance.now() - start);
      },
      floor: () => Promise.resolve(LIMIT_MS.edit),
    };
  },
};

async function compiled() {
  resolveAsBundled();
  const [{ compile, prepareMenu, variantsFor }, { configure }, { isOnSale, localTime }, { CompiledNode }] = await Promise.all([
    import("../../domain/menu/compile.ts"),
    import("../../domain/menu/configure.ts"),
    import("../../domain/menu/availability.ts"),
    import("../../domain/menu/compiled.ts"),
  ]);
  const prepared = prepareMenu(largeMenu(PRODUCTS));
  const [variant] = variantsFor(prepared, { venue: "venue-0", channel: "DELIVERY" });
  if (!variant) throw new Error("a menu sells always");
  const products = [...compile(prepared, variant).products.values()].map((text) => CompiledNode.parse(JSON.parse(text)));
  return { products, configure, isOnSale, localTime };
}

export const lineChecked: Metric = {
  what: "checking and pricing one configured line of a 2,000-product menu; the floor is 50 µs",
  unit: "ms",
  target: { bound: "at most", ratio: 1 },
  open: async () => {
    const { products, configure } = await compiled();
    const circumstances = { locked: new Set<string>(), decimals: 2, quantity: 2 };
    let n = 0;
    const once = () => {
      n = (n + 1) % products.length;
      const product = products[n];
      const group = product?.items[0];
      const [one, two] = group?.items ?? [];
      if (!product || !group?.selCtx || !one || !two) throw new Error("the product has nothing to choose");
      const start = performance.now();
      const sold = configure(product, { selected: { [group.selCtx]: { [one.id]: "1", [two.id]: "2" } } }, circumstances);
      const took = performance.now() - start;
      if (!sold.ok) throw new Error(JSON.stringify(sold.error));
      return took;
    };
    return { ours: () => Promise.resolve(median(Array.from({ length: TIMES }, once))), floor: () => Promise.resolve(LIMIT_MS.line) };
  },
};

export const available: Metric = {
  what: "which of 2,000 products are on sale at an instant; the floor is 2 ms",
  unit: "ms",
  target: { bound: "at most", ratio: 1 },
  open: async () => {
    const { products, isOnSale, localTime } = await compiled();
    let hour = 0;
    return {
      ours: () => {
        hour = (hour + 1) % 24;
        const at = `2026-11-23T${String(hour).padStart(2, "0")}:30:00Z`;
        const start = performance.now();
        const now = localTime(at, "Europe/Warsaw");
        const onSale = products.filter((product) => isOnSale(product.onSale, now)).length;
        const took = performance.now() - start;
        if (onSale < PRODUCTS / 2) throw new Error("most products have no hours");
        return Promise.resolve(took);
      },
      floor: () => Promise.resolve(LIMIT_MS.available),
    };
  },
};
