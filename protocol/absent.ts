// What published clients send where they have nothing to say.
import { z } from "zod";

/** An optional field that `""`, `null` and `[]` leave out, too. */
export const emptyIsAbsent = <T extends z.ZodType>(field: T) =>
  z.preprocess((value) => (isEmpty(value) ? undefined : value), field.optional());

const isEmpty = (value: unknown): boolean => value === null || value === "" || (Array.isArray(value) && value.length === 0);
