// The ordering context of the API: commands on orders, readers of orders, the order's own socket.
import { router } from "../../http/refuse";
import { cancelRoutes } from "./cancel";
import { commandRoutes } from "./commands";
import { liveRoutes } from "./live";
import { readRoutes } from "./reads";

export const orderingService = router();
for (const routes of [readRoutes, liveRoutes, cancelRoutes, commandRoutes]) orderingService.route("/", routes);
