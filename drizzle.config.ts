import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "sqlite", schema: "./workers/lib/db/schema.ts", out: "./migrations" });
