// What is fired: lines (a list of their ids, or `{lines}`), a course, or without a body all that waits.
import { z } from "zod";
import { type CommandOf, commands, LineIds } from "../domain/order/commands";

export const FireBody = z.union([LineIds, z.strictObject({ lines: LineIds }), commands.FireLines.pick({ course: true })]).optional();

export const fireCommand = (body: z.output<typeof FireBody> = {}): CommandOf<"FireLines"> => ({
  type: "FireLines",
  ...(Array.isArray(body) ? { lines: body } : body),
});
