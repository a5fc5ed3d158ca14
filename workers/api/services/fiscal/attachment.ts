// The picture of a slip: of one of the kinds that published clients name, and what it says it is.
import { z } from "@hono/zod-openapi";

export const AttachmentType = z.enum(["pdf", "png", "json", "xml"]);
export type AttachmentType = z.infer<typeof AttachmentType>;

export const mediaTypes: Record<AttachmentType, string> = {
  pdf: "application/pdf",
  png: "image/png",
  json: "application/json",
  xml: "application/xml",
};

/** Bytes of a picture: with its slip it is one row of the database. */
const MAX_BYTES = 1024 * 1024;
const PNG = [0x89, 0x50, 0x4e, 0x47];

/** Why this base64 text is no such picture; undefined when it is. */
export function attachmentFault(type: AttachmentType, base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return "expected base64 (RFC 4648, section 4)";
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length > MAX_BYTES) return `expected at most ${MAX_BYTES} bytes`;
  return isOf(type, bytes) ? undefined : `expected a file of the type ${type}`;
}

function isOf(type: AttachmentType, bytes: Buffer): boolean {
  if (type === "png") return PNG.every((byte, index) => bytes[index] === byte);
  const text = bytes
    .toString("utf8")
    .replace(/^\u{FEFF}/u, "")
    .trimStart();
  if (type === "pdf") return text.startsWith("%PDF-");
  return type === "xml" ? text.startsWith("<") : text.startsWith("{") || text.startsWith("[");
}
