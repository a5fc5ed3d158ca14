// From what is authored to what is sold: a version is frozen, compiled for every venue that uses the menu, and told to those venues.
import { type PreparedMenu, prepareMenu, variantsFor } from "../../domain/menu/compile";
import { type Finding, type KeptFinding, nothingToSell } from "../../domain/menu/finding";
import { priceListFindings } from "../../domain/menu/price-list-findings";
import type { Publication } from "../../domain/menu/publication";
import { channelsOf, SalesChannels } from "../../domain/menu/sales-channels";
import { instantOf } from "../../domain/venue/time-zone";
import type { MenuJob } from "../../protocol/queue";
import type { MenuEdit } from "../../protocol/venue";
import type { MenuSource } from "../lib/db/menus";
import type { Intent, PublicationRow, MenuVersion } from "../lib/db/menu-versions";
import type { VenueRow } from "../lib/db/venues";
import { MenuReport } from "../lib/menu-report";
import { documentsOf, indexOf, type Stored } from "./documents";
import { log } from "../../runtime/log";

/** By venue, the hash for each channel. */
export type Targets = ReadonlyMap<string, Record<string, string>>;

/**
 * `add`: undefined when that version exists already. `store`: keeps a text under a key for good. `tell`: brings publications to a venue.
 * `complain`: what an admin should see of this menu; nothing withdraws what was said before. `now`: RFC 3339, UTC.
 */
export type Deps = {
  authored: () => Promise<MenuSource | undefined>;
  freeze: (authored: MenuSource) => Promise<string>;
  source: (hash: string) => Promise<MenuSource>;
  latest: () => Promise<MenuVersion | undefined>;
  find: (version: number) => Promise<MenuVersion | undefined>;
  add: (version: number, source: string, publish: Intent, at: string) => Promise<MenuVersion | undefined>;
  targets: (version: number) => Promise<Targets>;
  compiled: (version: number, targets: Targets, findings: readonly KeptFinding[], at: string) => Promise<void>;
  failed: (version: number, problems: readonly Finding[]) => Promise<unknown>;
  publications: () => Promise<PublicationRow[]>;
  venues: () => Promise<VenueRow[]>;
  store: (document: Stored) => Promise<void>;
  tell: (venue: string, publications: Publication[], edit: MenuEdit | undefined) => Promise<void>;
  complain: (problems: readonly Finding[]) => Promise<void>;
  now: () => string;
};

/** Venues that are told at a time, and documents that are stored at a time. */
const LANES = 32;
/** Longest that a local time may lie after the same time in UTC, or before. */
const ZONES_SPAN_MS = 14 * 60 * 60_000;

/**
 * Harmless when done twice, or by two at once: versions are numbered, documents are named by what is in them,
 * and venues keep publications as a set.
 * @throws when something could not be stored or told: what went before stays done, and the job may be tried again.
 */
export async function bringUpToDate({ menu, version, edit }: MenuJob, deps: Deps): Promise<void> {
  const made = version ?? (await versionOfNow(menu, deps));
  const publications = await deps.publications();
  const needed = new Set([...(made === undefined ? [] : [made]), ...inUse(publications, Date.parse(deps.now()))]);
  const venues = await deps.venues();
  for (const one of needed) await compileVersion(menu, one, venues, deps);
  await tellVenues(menu, venues, made === undefined ? undefined : edit, deps);
}

/**
 * What is authored now, as a version: the newest one if it is from the same source.
 * Undefined when the menu waits for somebody to publish it.
 */
async function versionOfNow(menu: string, deps: Deps): Promise<number | undefined> {
  const at = deps.now();
  const latest = await deps.latest();
  const authored = await deps.authored(); // after the number: what is authored later makes a greater one
  if (!authored) {
    log("warn", "menu.not_found", { menu });
    return undefined;
  }
  if (authored.menu.publishing === "manual") return undefined;
  const source = await deps.freeze(authored);
  if (latest?.source === source) return latest.version;
  const next = (latest?.version ?? 0) + 1;
  if (!(await deps.add(next, source, { at, venues: null }, at)))
    throw new Error(`version ${next} of ${menu} was made by somebody else meanwhile`);
  return next;
}

/** Versions that are sold somewhere, or will be. Local times count as long as they may still lie ahead. */
function inUse(publications: readonly PublicationRow[], now: number): number[] {
  const standing = publications.filter(({ cancelled }) => !cancelled);
  const isPast = ({ at }: PublicationRow) => instantOf(at, "UTC") + ZONES_SPAN_MS < now || at.endsWith("Z");
  const settled = standing.find((one) => one.venues === null && isPast(one) && instantOf(one.at, "UTC") <= now);
  return standing
    .filter(({ number, at }) => number >= (settled?.number ?? 0) || instantOf(at, "UTC") + ZONES_SPAN_MS > now)
    .map(({ version }) => version);
}

async function compileVersion(menu: string, version: number, venues: readonly VenueRow[], deps: Deps): Promise<void> {
  const [row, known] = await Promise.all([deps.find(version), deps.targets(version)]);
  if (!row || row.state === "failed" || row.source === null) return;
  const wanted = new Map(venues.map((venue) => [venue.id, channelsOf(SalesChannels.parse(venue.document))]));
  const missing = [...wanted].filter(([venue, channels]) => channels.some((channel) => known.get(venue)?.[channel] === undefined));
  if (row.state === "ready" && missing.length === 0) return;
  const source = await deps.source(row.source);
  const prepared = prepareMenu(source);
  if (prepared.products.size === 0) {
    const problems = [...prepared.problems, nothingToSell(menu)];
    await deps.failed(version, problems);
    return deps.complain(problems);
  }
  const made = new Map<string, { book: string; page: string }>();
  const stored = new Set<string>();
  const store = async (documents: readonly Stored[]) => {
    const fresh = documents.filter(({ key }) => !stored.has(key));
    await inLanes(fresh, deps.store);
    for (const { key } of fresh) stored.add(key);
  };
  const targets = new Map<string, Record<string, string>>();
  for (const [venue, channels] of missing) {
    const hashes: Record<string, string> = {};
    for (const channel of channels) {
      const variants = [];
      for (const variant of variantsFor(prepared, { venue, channel })) {
        const { documents, ...named } = made.get(variant.key)
          ? { ...made.get(variant.key), documents: [] }
          : documentsOf(prepared, variant);
        await store(documents);
        const { book = "", page = "" } = named;
        made.set(variant.key, { book, page });
        variants.push({ book, page, ...(variant.times && { times: variant.times }) });
      }
      const index = indexOf(prepared, variants);
      await store([index]);
      hashes[channel] = index.hash;
    }
    targets.set(venue, { ...known.get(venue), ...hashes });
  }
  const warnings = [...prepared.warnings, ...listFindings(prepared, source.venues)];
  await deps.store({ key: MenuReport.key(menu, row.source), text: MenuReport.text({ ...prepared, warnings }) });
  const said = [...prepared.problems, ...warnings.map((warning) => ({ ...warning, isTaken: true }))];
  await deps.compiled(version, targets, said, deps.now());
  await deps.complain(prepared.problems);
}

/** Of the price lists that this menu has prices in; another one may be what the others are for. */
const listFindings = ({ priceLists, used, holidays }: PreparedMenu, venues: readonly string[] | undefined): Finding[] =>
  priceLists.filter(({ id }) => used.has(id)).flatMap((list) => priceListFindings(list, { used, venues, holidays }));

/** Each venue hears of every publication that concerns it and is compiled for it; what it knows already changes nothing. */
async function tellVenues(menu: string, venues: readonly VenueRow[], edit: MenuEdit | undefined, deps: Deps): Promise<void> {
  const standing = (await deps.publications()).filter(({ cancelled }) => !cancelled);
  const recent = new Set(inUse(standing, Date.parse(deps.now())));
  const concerned = standing.filter(({ version }) => recent.has(version));
  const targets = new Map(await Promise.all([...recent].map(async (version) => [version, await deps.targets(version)] as const)));
  await inLanes(venues, async ({ id, timeZone }) => {
    const told = concerned.flatMap(({ number, version, at, venues: only }): Publication[] => {
      const hashes = targets.get(version)?.get(id);
      return hashes && (only?.includes(id) ?? true) ? [{ number, menu, version, at: instantOf(at, timeZone), hashes }] : [];
    });
    if (told.length > 0) await deps.tell(id, told, edit);
  });
}

/** All are tried; then the first failure is thrown. */
async function inLanes<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  const waiting = [...all];
  const failures: unknown[] = [];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await act(next).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failures.length > 0) throw failures[0];
}
