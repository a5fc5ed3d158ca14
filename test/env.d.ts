declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import("../workers/api/index");
  }
  interface Env extends ApiBindings {
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
    /** The proof `model`: JSON of `runs` and `seed`. */
    MODEL: string;
  }
}
type ApiBindings = import("../workers/api/env").ApiEnv & {
  DISCOUNTS: Queue;
  WEBHOOKS: Queue;
  PROJECTIONS: Queue;
};
