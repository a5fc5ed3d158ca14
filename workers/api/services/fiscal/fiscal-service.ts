// Fiscal receipts: tills register what their printers have printed, with its picture; staff of the venue look it up.
import { router } from "#api/http/refuse";
import { receiptRoutes } from "./receipts";
import { registerRoutes } from "./register";

export const fiscalService = router().route("/", registerRoutes).route("/", receiptRoutes);
