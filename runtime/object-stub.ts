import type { Region } from "../domain/access/principal";

/** A namespace of objects, as far as it matters here. */
export type ObjectNamespace<Stub> = { getByName(name: string): Stub; jurisdiction(region: "eu"): { getByName(name: string): Stub } };

/** The object of that name in the tenant's jurisdiction. The same name in another jurisdiction is another object. */
export const objectStub = <Stub>(namespace: ObjectNamespace<Stub>, region: Region, name: string): Stub =>
  (region === "global" ? namespace : namespace.jurisdiction(region)).getByName(name);
