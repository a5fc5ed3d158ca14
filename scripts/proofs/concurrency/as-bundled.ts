// Our workers' modules name each other without `.ts`, for the bundler. This lets Node load them as they are.
import { registerHooks } from "node:module";

/** From now on, a relative name that is not found is tried as a module's and as a folder's. */
export function resolveAsBundled(): void {
  registerHooks({
    resolve: (name, context, next) => {
      const names = name.startsWith(".") && !name.endsWith(".ts") ? [`${name}.ts`, `${name}/index.ts`] : [];
      for (const candidate of names) {
        try {
          return next(candidate, context);
        } catch {
          // the next one, then
        }
      }
      return next(name, context);
    },
  });
}
