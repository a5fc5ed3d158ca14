import { router } from "../../http/refuse";
import { lockRoutes } from "./locks";
import { menuRoutes } from "./menu";
import { validateProductRoute } from "./validate-product";

/** Menus, locks, and what may be ordered (WIRE.md section 4). */
export const menuService = router().route("/", menuRoutes).route("/", validateProductRoute).route("/", lockRoutes);
