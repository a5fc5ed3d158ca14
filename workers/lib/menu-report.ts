// What compiling a menu left out: written beside the version by the menu worker, read by whoever wonders where a product is.
import { z } from "zod";
import { KeptFinding } from "../../domain/menu/finding";

const Stored = z.object({
  problems: z.array(KeptFinding),
  /** What is in it, and is not sold, cannot be ordered, or is given away. */
  warnings: z.array(KeptFinding).default([]),
  unreachable: z.array(z.string()),
});
export type MenuReport = z.infer<typeof Stored>;

type Compiled = { problems: readonly KeptFinding[]; warnings: readonly KeptFinding[]; unreachable: readonly string[] };

/** More than anybody reads. */
const MOST = 5_000;

export const MenuReport = {
  /** `source`: the hash of what the version was frozen from. */
  key: (menu: string, source: string): string => `report:${menu}:${source}`,
  text: ({ problems, warnings, unreachable }: Compiled): string =>
    JSON.stringify({ problems: problems.slice(0, MOST), warnings: warnings.slice(0, MOST), unreachable: unreachable.slice(0, MOST) }),
  /** Of a version from before there were reports: nothing is known to be missing. */
  parse: (text: string | null): MenuReport =>
    text === null ? { problems: [], warnings: [], unreachable: [] } : Stored.parse(JSON.parse(text)),
};
