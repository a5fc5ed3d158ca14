// What a program must know to use the demo chain on a running platform: the answer of `npm run demo -- --json`.

export const DEMO_USERS = ["admin", "manager", "kds", "pos", "courier", "customer"] as const;
export type DemoUser = (typeof DEMO_USERS)[number];

export const DEMO_PRODUCTS = ["simple", "configurable", "pizza"] as const;
export type DemoProduct = (typeof DEMO_PRODUCTS)[number];

/**
 * `caCert`: PEM. `basicAuth`: base64 of `client:secret`. `products`: product ids;
 * `productConfigs`: for each of them a configuration that its rules allow, as clients send it with a line.
 */
export type DemoSheet = {
  baseUrl: string;
  tlsUrl: string;
  caCert: string;
  tenant: string;
  basicAuth: string;
  venues: { id: string; name: string; menu: string; timeZone: string }[];
  users: Record<DemoUser, { login: string; password: string; uuid: string; roles: string[] }>;
  products: Record<DemoProduct, string>;
  productConfigs: Record<DemoProduct, unknown>;
  webhook: { endpointId: string; secret: string };
};
