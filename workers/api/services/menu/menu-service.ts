import { router } from "#api/http/refuse";
import { authoringRoutes } from "./authoring";
import { importRoutes } from "./import";
import { lockRoutes } from "./locks";
import { menuRoutes } from "./menu";
import { previewRoutes } from "./preview-link";
import { menuViewRoutes } from "./menu-views";
import { validateProductRoute } from "./validate-product";
import { versionRoutes } from "./versions";

/** Menus as they are written, published and shown, locks, and what may be ordered. */
export const menuService = router()
  .route("/", menuRoutes)
  .route("/", validateProductRoute)
  .route("/", lockRoutes)
  .route("/", versionRoutes)
  .route("/", menuViewRoutes)
  .route("/", previewRoutes)
  .route("/", importRoutes)
  .route("/", authoringRoutes);
