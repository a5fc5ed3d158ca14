// A module as its keepers write it and as the published types show it (`IModule`; docs/wire.md, "Modules").
import { z } from "@hono/zod-openapi";
import { Extra } from "../../../../domain/order/commands";
import { ModuleId, ModuleType } from "../../../../protocol/module";
import type { ModuleRow } from "../../../lib/db/modules";

const MAX_CONFIG_CHARACTERS = 64 * 1024;
const MAX_PROPERTIES = 500;

const Config = z
  .record(z.string().min(1).max(128), z.json())
  .refine(
    (config) => JSON.stringify(config).length <= MAX_CONFIG_CHARACTERS,
    `expected at most ${MAX_CONFIG_CHARACTERS} characters of JSON`,
  )
  .openapi({ type: "object", description: "What the module's own program reads" });
const stamp = z.string().optional().openapi({ description: "The platform's; not read" });
const said = {
  type: ModuleType,
  production: z.boolean().default(false),
  venue: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{0,128}$/, "expected at most 128 letters, digits, dots, dashes or underscores")
    .default("")
    .openapi({ description: "Empty: of the whole chain" }),
  user: z.uuid().nullable().optional().openapi({ description: "Who signs in as the module; left out: as it was, null: nobody" }),
  config: Config.default({}),
  extra: Extra.default({}),
  created: stamp,
  createdBy: stamp,
  updated: stamp,
  updatedBy: stamp,
};

export const ModuleDocument = z.strictObject({ id: ModuleId.optional(), ...said }).openapi("ModuleDocument");
export type ModuleDocument = z.infer<typeof ModuleDocument>;
export const NamedModuleDocument = z.strictObject({ id: ModuleId, ...said }).openapi("NamedModuleDocument");

export const Module = z
  .object({
    id: z.string(),
    type: ModuleType,
    production: z.boolean(),
    venue: z.string(),
    user: z.string().optional(),
    config: z.record(z.string(), z.json()).openapi({ type: "object" }),
    extra: z.record(z.string(), z.string()),
    created: z.string(),
    createdBy: z.string(),
    updated: z.string(),
    updatedBy: z.string(),
  })
  .openapi("Module");

export function shown({ user, config, revision: _revision, ...row }: ModuleRow): z.infer<typeof Module> {
  return { ...row, config: z.record(z.string(), z.json()).parse(config), ...(user !== null && { user }) };
}

const properties = z
  .record(z.string().min(1).max(128), z.string().max(4096))
  .refine((all) => Object.keys(all).length <= MAX_PROPERTIES, `expected at most ${MAX_PROPERTIES} properties`);

/** `IModuleCommonConfig`. */
export const CommonConfig = z.object({ type: ModuleType, properties: z.record(z.string(), z.string()) }).openapi("ModuleCommonConfig");
export const WrittenCommonConfig = z.strictObject({ type: ModuleType.optional(), properties }).openapi("WrittenModuleCommonConfig");

export const OwnConfig = z
  .object({
    id: z.string(),
    type: ModuleType,
    venue: z.string(),
    production: z.boolean(),
    config: z.record(z.string(), z.json()).openapi({ type: "object" }),
    configSignature: z.string().openapi({ description: "SHA-256 of `config`, hex: the same as long as it says the same" }),
    extra: z.record(z.string(), z.string()),
  })
  .openapi("ModuleConfig");
