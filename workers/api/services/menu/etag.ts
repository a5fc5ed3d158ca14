// Strong validators (RFC 9110, section 8.8): the same tag means the same bytes.
import { createHash } from "node:crypto";

/** Of a menu page, which its hash names, with these locks beside it. */
export const etagOf = (pageHash: string, locks: string): string =>
  `"${pageHash}-${createHash("sha256").update(locks).digest("hex").slice(0, 16)}"`;

/** `If-None-Match`: a list of tags, weak or strong, or `*`. True when the caller has what the tag names. */
export function has(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag);
}
