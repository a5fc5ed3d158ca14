import { z } from "zod";

const FIRST = Date.parse("0000-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * RFC 3339, with whatever offset. In UTC its year has four digits, too: RFC 3339 can write no others, and texts of instants are compared.
 */
export const Instant = z.iso
  .datetime({ offset: true })
  .refine((text) => !(Date.parse(text) < FIRST || Date.parse(text) > LAST), "expected a time in the years 0000 to 9999 of UTC");
