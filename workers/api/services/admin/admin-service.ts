// What a chain's own people run it with: webhooks, failures, reports.
import { router } from "#api/http/refuse";
import { auditRoutes } from "./audit";
import { deliveryRoutes } from "./webhook-deliveries";
import { failureRoutes } from "./failures";
import { orderReportRoutes } from "./order-report";
import { publicHolidayRoutes } from "./public-holidays";
import { webhookRoutes } from "./webhooks";

export const adminService = router()
  .route("/", webhookRoutes)
  .route("/", deliveryRoutes)
  .route("/", failureRoutes)
  .route("/", auditRoutes)
  .route("/", publicHolidayRoutes)
  .route("/", orderReportRoutes);
