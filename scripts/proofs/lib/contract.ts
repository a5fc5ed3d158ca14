// The running platform's own word on what it serves: its OpenAPI document, as far as a proof needs it.
import { z } from "zod";

/** JSON Schema, the part that our documents use. */
export type Schema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minimum?: number;
  minItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: { enum?: string[] };
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};

export type Parameter = { name: string; in: "path" | "query" | "header"; required: boolean; schema: Schema };

/** `name`: `POST /a/{b}`. `statuses`: those that the document declares. */
export type Operation = {
  name: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: { type: string; schema: Schema } | undefined;
  statuses: ReadonlySet<number>;
};

const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z
          .array(
            z.object({
              name: z.string(),
              in: z.enum(["path", "query", "header"]),
              required: z.boolean().default(false),
              schema: z.unknown(),
            }),
          )
          .default([]),
        requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
        responses: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

/** Headers are the same in whatever case they are written. */
const nameOf = ({ name, in: place }: Pick<Parameter, "name" | "in">) => (place === "header" ? name.toLowerCase() : name);

export async function readContract(baseUrl: string): Promise<Operation[]> {
  const { paths, components } = Document.parse(await (await fetch(`${baseUrl}/openapi.json`)).json());
  const whole = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(whole);
    if (typeof node !== "object" || node === null) return node;
    if ("$ref" in node) return whole(components.schemas[String(node.$ref).replace("#/components/schemas/", "")]);
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, whole(value)]));
  };
  const schemaOf = (node: unknown): Schema => Object(whole(node));
  // A SockJS session speaks a protocol of its own over HTTP: answers that stay open, and refusals as plain text.
  const answered = Object.entries(paths).filter(([path]) => !path.startsWith("/ws/{server}/"));
  return answered.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody, responses }]) => {
      const [content] = Object.entries(requestBody?.content ?? {});
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters: parameters.map((parameter) => ({ ...parameter, name: nameOf(parameter), schema: schemaOf(parameter.schema) })),
        body: content && { type: content[0], schema: schemaOf(content[1].schema) },
        statuses: new Set(Object.keys(responses).map(Number)),
      };
    }),
  );
}
