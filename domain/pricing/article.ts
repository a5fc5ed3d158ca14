// What is one thing to the arithmetic of money, in however many rows it stands. Rounding is done once for an article: rows may be split and
// joined freely.
import type { Minor } from "./money";

/** One product at one price; equal for rows of the same article. `unitPrice`: of one unit with its options. */
export const articleOf = ({ productId, unitPrice }: { productId: string; unitPrice: Minor }): string => `${unitPrice} ${productId}`;
