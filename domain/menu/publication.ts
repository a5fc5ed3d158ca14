// What is in force at a venue: a pure function of a set of publications, so that they may arrive twice, late and in any order.
import type { Channel } from "./channel";

/** What a channel sells from: `hash` names the document, `version` the menu's version, `number` the publication. */
export type SoldMenu = { hash: string; version: number; number: number };

/** `number`: counts publications, the later greater. `at`: epoch ms from which it holds. `hashes`: by channel. */
export type Publication = { number: number; menu: string; version: number; at: number; hashes: Partial<Record<Channel, string>> };

/** Of the publications of a menu that hold by `at`, the one that came in force last; of two at the same moment the greater number. */
function publicationAt(publications: readonly Publication[], menu: string, at: number): Publication | undefined {
  return publications
    .filter((one) => one.menu === menu && one.at <= at)
    .reduce<Publication | undefined>(
      (best, one) => (!best || one.at > best.at || (one.at === best.at && one.number > best.number) ? one : best),
      undefined,
    );
}

/** By menu and channel. A menu without any is not named. */
export function menusAt(publications: readonly Publication[], at: number): Record<string, Partial<Record<Channel, SoldMenu>>> {
  const menus = new Set(publications.map(({ menu }) => menu));
  return Object.fromEntries(
    [...menus].flatMap((menu) => {
      const one = publicationAt(publications, menu, at);
      if (!one) return [];
      const { version, number, hashes } = one;
      return [[menu, Object.fromEntries(Object.entries(hashes).map(([channel, hash]) => [channel, { hash, version, number }]))] as const];
    }),
  );
}

/** Those that nobody can ask for any more: superseded before `limit` (epoch ms). */
export function supersededPublications(publications: readonly Publication[], limit: number): Publication[] {
  return publications.filter((one) => one.at < limit && publicationAt(publications, one.menu, limit)?.number !== one.number);
}
