// The contract says what it keeps to.
import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { z } from "zod";

const Schema = z.looseObject({ type: z.unknown().optional(), description: z.unknown().optional(), example: z.unknown().optional() });
const Parameter = z.object({ in: z.string(), name: z.string(), required: z.boolean().optional(), schema: Schema.optional() });
const Operation = z.object({
  parameters: z.array(Parameter).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const Contract = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

/** Any text will do for it, or nothing at all. */
function isFree({ in: where, required, schema = { type: "string" } }: z.infer<typeof Parameter>): boolean {
  const { type, description: _, example: __, ...limits } = schema;
  return type === "string" && Object.keys(limits).length === 0 && (where === "path" || required !== true);
}

it("[A117] what a request is limited in by the contract, it may be refused for: 400 is declared", async () => {
  const { paths } = Contract.parse(await (await exports.default.fetch(new Request("https://api.test/openapi.json"))).json());
  const silent = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters, requestBody, responses }]) => {
      const limited = parameters.some((parameter) => !isFree(parameter)) || requestBody?.content["application/json"] !== undefined;
      return limited && !("400" in responses) ? [`${method} ${path}`] : [];
    }),
  );
  expect(silent).toEqual([]);
});
