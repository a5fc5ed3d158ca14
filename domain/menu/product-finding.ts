import type { FindingCode } from "./finding";
import type { ResolvedNode } from "./resolve";

/** `about`: a product that is for sale, or a part of it. `pointer`: RFC 6901, into that. */
export type ProductFinding = { about: ResolvedNode; code: FindingCode; pointer: string; message: string };
