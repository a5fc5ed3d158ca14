import { and, asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { DiscountRule } from "../../../domain/discount/rule";
import { documents } from "./readable-documents";
import { discountRules as table } from "./schema";

export function discountRules(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    active: async (): Promise<DiscountRule[]> =>
      documents(
        DiscountRule,
        "discount_rules",
        await d1
          .select()
          .from(table)
          .where(and(eq(table.tenant, tenant), eq(table.active, true)))
          .orderBy(asc(table.id))
          .all(),
      ),
  };
}
