// Modules: the devices and programs of a chain that sign in by themselves.
import { router } from "#api/http/refuse";
import { commonConfigRoutes } from "./common-config";
import { logoutRoutes } from "./logout";
import { ownConfigRoutes } from "./own-config";
import { registryRoutes } from "./registry";

export const moduleService = router()
  .route("/", registryRoutes)
  .route("/", logoutRoutes)
  .route("/", commonConfigRoutes)
  .route("/", ownConfigRoutes);
