// The ordering context of the API: commands on orders, readers of orders, sockets of one order and of a venue.
import { router } from "../../http/refuse";
import { askingRoutes } from "./asking";
import { batchRoutes } from "./batch";
import { claimRoutes } from "./claim";
import { commandRoutes } from "./commands";
import { creatingRoutes } from "./creating";
import { dryRunRoutes } from "./dry-run";
import { listRoutes } from "./list";
import { liveRoutes } from "./live";
import { readRoutes } from "./reads";
import { statsRoutes } from "./stats";
import { venueLiveRoutes } from "./venue-live";

export const orderingService = router();
for (const routes of [
  readRoutes,
  listRoutes,
  statsRoutes,
  liveRoutes,
  venueLiveRoutes,
  creatingRoutes,
  claimRoutes,
  dryRunRoutes,
  askingRoutes,
  batchRoutes,
  commandRoutes,
])
  orderingService.route("/", routes);
