// The API: guards, then services, each a bounded context with its own folder.
import { referencePage } from "./services/pages/reference";
import { answerHeaders } from "./http/answer-headers";
import { correlate } from "./http/correlation";
import { notFound, onError } from "./http/errors";
import { allowBrowsers, guard } from "./http/guard";
import { router } from "./http/refuse";
import { strictBodies } from "./http/strict-body";
import { problemPages } from "./services/pages/problem-pages";
import { adminService } from "./services/admin/admin-service";
import { authService } from "./services/auth/auth-service";
import { fiscalService } from "./services/fiscal/fiscal-service";
import { menuService } from "./services/menu/menu-service";
import { moduleService } from "./services/module/module-service";
import { orderingService } from "./services/ordering/ordering-service";
import { paymentService } from "./services/payment/payment-service";
import { stockRoutes } from "./services/venue/stock";
import { venueService } from "./services/venue/venue-service";
import { startPage } from "./services/pages/start-page";
import { socketRoutes } from "./services/live/stomp-routes";
import { sockJsRoutes } from "./services/live/sockjs-routes";
import { webRoutes } from "./services/pages/web";

export const app = router();
app.onError(onError);
app.notFound(notFound(methodsAt));
app.use(correlate, answerHeaders, allowBrowsers, guard, strictBodies);

const services = app
  .route("/", authService)
  .route("/", moduleService)
  .route("/", orderingService)
  .route("/", paymentService)
  .route("/", fiscalService)
  .route("/", menuService)
  .route("/", venueService)
  .route("/", stockRoutes)
  .route("/", adminService);
for (const page of [socketRoutes, sockJsRoutes, webRoutes, startPage, problemPages]) app.route("/", page);

/** What clients written in TypeScript know of the API: `hc<Services>(origin)` of hono/client. */
export type Services = typeof services;

app.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer", bearerFormat: "JWT" });
const contract = {
  openapi: "3.1.0",
  info: {
    title: "Brigade",
    version: "1",
    description:
      "Ordering for restaurant chains: every order is one actor. Any request may be refused before it reaches an operation: 400 (a query that is no text in UTF-8), 404, 405, 413, 415.",
  },
};
app.doc31("/openapi.json", contract);
app.get("/docs", (c) => referencePage(c, app.getOpenAPI31Document(contract)));

/** Guards stand at every method, and count for none. */
function methodsAt(path: string): string[] {
  return ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
}
