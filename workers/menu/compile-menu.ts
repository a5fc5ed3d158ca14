// One job: compile a menu for every venue that uses it and every channel that the venue sells through, and put the results in force.
import type { Channel } from "../../domain/menu/channel";
import { compileMenu, type MenuProblem } from "../../domain/menu/compile";
import { channelsOf, Selling } from "../../domain/menu/selling";
import type { MenuJob } from "../../protocol/queue";
import type { Authored, Pointer } from "../lib/db/menus";
import type { VenueRow } from "../lib/db/venues";

/** `where`: each venue and channel that has the problem, `centrum/DELIVERY`. */
export type Complaint = MenuProblem & { where: string[] };

/**
 * `store`: keeps a text under a key for good. `point`: puts compiled menus in force. `complain`: what an admin should see of this menu; nothing
 * withdraws what was said before. `now`: RFC 3339, UTC.
 */
export type Deps = {
  authored: () => Promise<Authored | undefined>;
  venues: () => Promise<VenueRow[]>;
  pointers: () => Promise<Pointer[]>;
  store: (key: string, text: string) => Promise<void>;
  point: (pointers: Pointer[]) => Promise<void>;
  complain: (complaints: Complaint[]) => Promise<void>;
  now: () => string;
};

/**
 * Harmless when done twice: the same menu has the same hash. A menu comes in force only when both of its documents are stored, and one in which
 * nothing is left to sell never does: the last good one stays.
 * @throws when something could not be stored: what went before stays done, and the job may be tried again.
 */
export async function compileForVenues({ menu }: MenuJob, deps: Deps): Promise<void> {
  const compiledAt = deps.now(); // before reading: what is read later is never older
  const [authored, venues, inForce] = await Promise.all([deps.authored(), deps.venues(), deps.pointers()]);
  if (!authored) return console.warn(JSON.stringify({ menu, compile: "there is no such menu" }));
  const stored = new Set(inForce.map(({ hash }) => hash));
  const complaints = new Map<string, Complaint>();
  for (const venue of venues) {
    const pointers: Pointer[] = [];
    for (const channel of channelsOf(Selling.parse(venue.document))) {
      const { book, page, products, problems } = documents(authored, venue.id, channel);
      const empty = { path: [menu], message: "Nothing is left to sell; the menu that was in force stays." };
      for (const problem of products === 0 ? [...problems, empty] : problems) note(complaints, problem, `${venue.id}/${channel}`);
      if (products === 0) continue;
      const hash = await sha256(`[${book},${page}]`);
      if (!stored.has(hash)) await Promise.all([deps.store(`book:${hash}`, book), deps.store(`page:${hash}`, page)]);
      pointers.push({ venue: venue.id, channel, menu, hash, compiledAt });
    }
    await deps.point(pointers);
  }
  await deps.complain([...complaints.values()]);
}

function documents({ menu, items, currency }: Authored, venue: string, channel: Channel) {
  const { compiled, page, problems } = compileMenu({ menu, items, venue, channel, currency });
  return { book: JSON.stringify(compiled), page: JSON.stringify(page), products: Object.keys(compiled.products).length, problems };
}

/** The same problem at many venues is one complaint. */
function note(complaints: Map<string, Complaint>, problem: MenuProblem, where: string): void {
  const key = JSON.stringify(problem);
  const known = complaints.get(key);
  if (known) known.where.push(where);
  else complaints.set(key, { ...problem, where: [where] });
}

/** 128 bits of it, hex: it travels with every command. The documents have their keys in order (domain/menu/compile.ts), so equal menus have equal hashes. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
