// Where in a venue's kitchen something is made: a station makes the products that carry one of its tags.
import { z } from "zod";
import type { ProductDescription } from "../menu/product-description";
import { tagsOf } from "../menu/tags";

const MAX_STATIONS = 30;
const MAX_TAGS = 50;

const StationId = z.string().regex(/^[a-zA-Z0-9_.-]{1,64}$/, "expected 1 to 64 letters, digits, dots, dashes or underscores");
/** Products list their tags with commas between them. */
const Tag = z.string().regex(/^[^\s,](?:[^,]{0,62}[^\s,])?$/, "expected a tag of 1 to 64 characters, without commas or blanks around it");

export const Station = z.strictObject({
  id: StationId,
  name: z.string().min(1, "expected a name").max(128, "expected at most 128 characters"),
  tags: z.array(Tag).min(1, "expected at least one tag").max(MAX_TAGS, `expected at most ${MAX_TAGS} tags`),
});
export type Station = z.infer<typeof Station>;

/** Of one venue, each with an id of its own. */
export const Stations = z
  .array(Station)
  .max(MAX_STATIONS, `expected at most ${MAX_STATIONS} stations`)
  .superRefine((stations, context) => {
    for (const [place, { id }] of stations.entries()) {
      if (stations.findIndex((other) => other.id === id) === place) continue;
      context.addIssue({ code: "custom", path: [place, "id"], message: `expected another id than ${id}, which is taken` });
    }
  });

/** Ids of the stations that have a part in what is sold: by the tags of the product itself, and of everything that was chosen in it. */
export function stationsOf(stations: readonly Station[], product: ProductDescription): string[] {
  if (stations.length === 0) return [];
  const tags = new Set(within(product));
  return stations.filter((station) => station.tags.some((tag) => tags.has(tag))).map(({ id }) => id);
}

const within = (part: ProductDescription): string[] => [...tagsOf(part), ...(part.items ?? []).flatMap(within)];
