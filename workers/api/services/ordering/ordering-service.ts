// The ordering context of the API: commands on orders, readers of orders, sockets of one order and of a venue.
import { router } from "#api/http/refuse";
import { orderQueryRoutes } from "./order-details";
import { batchRoutes } from "./batch";
import { claimRoutes } from "./claim";
import { commandRoutes } from "./commands";
import { createOrderRoutes } from "./create-order";
import { dryRunRoutes } from "./dry-run";
import { searchOrdersRoutes } from "./search-orders";
import { liveRoutes } from "./order-live";
import { readOrderRoutes } from "./read-orders";
import { statsRoutes } from "./stats";
import { venueLiveRoutes } from "./venue-live";

export const orderingService = router()
  .route("/", readOrderRoutes)
  .route("/", searchOrdersRoutes)
  .route("/", statsRoutes)
  .route("/", liveRoutes)
  .route("/", venueLiveRoutes)
  .route("/", createOrderRoutes)
  .route("/", claimRoutes)
  .route("/", dryRunRoutes)
  .route("/", orderQueryRoutes)
  .route("/", batchRoutes)
  .route("/", commandRoutes);
