import { z } from "zod";

/**
 * One rule that the choice breaks. `path`: ids from the product down to the group or item. `rule`: stable, e.g. `selMin`, `unknown-item`.
 */
export const Violation = z.object({ path: z.array(z.string()), rule: z.string(), message: z.string() });
export type Violation = z.infer<typeof Violation>;
