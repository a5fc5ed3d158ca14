// The way to an order's object: by an id that this platform made.
import type { Region } from "../domain/access/principal";
import { type ObjectNamespace, objectStub } from "./object-stub";
import { orderName } from "./order-name";
import type { OrderId } from "./signed-order-id";

export const orderStub = <Stub>(
  namespace: ObjectNamespace<Stub>,
  { tenant, region }: { tenant: string; region: Region },
  order: OrderId,
): Stub => objectStub(namespace, region, orderName(tenant, order));
