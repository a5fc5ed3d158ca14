// What compiling a menu left out: written beside the version by the menu worker, read by whoever wonders where a product is.
import { z } from "zod";

const Stored = z.object({
  problems: z.array(z.object({ path: z.array(z.string()), message: z.string() })),
  unreachable: z.array(z.string()),
});
export type MenuReport = z.infer<typeof Stored>;

/** More than anybody reads. */
const MOST = 5_000;

export const MenuReport = {
  /** `source`: the hash of what the version was frozen from. */
  key: (menu: string, source: string): string => `report:${menu}:${source}`,
  text: ({ problems, unreachable }: { problems: readonly MenuReport["problems"][number][]; unreachable: readonly string[] }): string =>
    JSON.stringify({ problems: problems.slice(0, MOST), unreachable: unreachable.slice(0, MOST) }),
  /** Of a version from before there were reports: nothing is known to be missing. */
  parse: (text: string | null): MenuReport => (text === null ? { problems: [], unreachable: [] } : Stored.parse(JSON.parse(text))),
};
