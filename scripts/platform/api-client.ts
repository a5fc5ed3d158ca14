// The platform's own API as our programs use it: plain fetch with a token.

export type ApiAnswer = { status: number; headers: Headers; body: unknown };

/** A signed-in caller. `user`: its UUID. `address`: from where it calls. */
export type ApiClient = {
  user: string;
  token: string;
  address: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
};

/** Who the tenant's own apps are. `basicAuth`: base64 of `client:secret`, as the published clients are given it. */
export type AppCredentials = { tenant: string; basicAuth: string };

/** Each of our callers comes from an address of its own, as people do; on this machine the platform takes our word for it. */
export const anyAddress = (): string => `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 256)).join(".")}`;

/** The password grant; `anonymous` with an empty password makes a new guest. @throws Error when the credentials are refused */
export async function signIn(
  baseUrl: string,
  app: AppCredentials,
  login: string,
  password: string,
  address = anyAddress(),
): Promise<ApiClient> {
  const answer = await fetch(`${baseUrl}/auth-oauth2/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${app.basicAuth}`, "x-tenant": app.tenant, "cf-connecting-ip": address },
    body: new URLSearchParams({ grant_type: "password", username: login, password, scope: "read" }),
  });
  const token: { access_token?: string; UUID?: string } = await answer.json();
  if (!token.access_token || !token.UUID) throw new Error(`${login} cannot sign in: ${answer.status} ${JSON.stringify(token)}`);
  const { access_token, UUID } = token;
  return {
    user: UUID,
    token: access_token,
    address,
    call: async (method, path, body, headers = {}) => {
      const own = { authorization: `Bearer ${access_token}`, "cf-connecting-ip": address };
      const json = { body: JSON.stringify(body), headers: { ...own, "content-type": "application/json", ...headers } };
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        ...(body === undefined ? { headers: { ...own, ...headers } } : json),
      });
      return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
