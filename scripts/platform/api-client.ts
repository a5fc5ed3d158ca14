// The platform's own API as our programs use it: plain fetch with a token.

export type ApiAnswer = { status: number; body: unknown };

/** A signed-in caller. `user`: its UUID. */
export type ApiClient = {
  user: string;
  token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
};

/** Who the tenant's own apps are. `basicAuth`: base64 of `client:secret`, as the published clients are given it. */
export type AppCredentials = { tenant: string; basicAuth: string };

/** The password grant; `anonymous` with an empty password makes a new guest. @throws Error when the credentials are refused */
export async function signIn(baseUrl: string, app: AppCredentials, login: string, password: string): Promise<ApiClient> {
  const answer = await fetch(`${baseUrl}/auth-oauth2/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${app.basicAuth}`, "x-tenant": app.tenant },
    body: new URLSearchParams({ grant_type: "password", username: login, password, scope: "read" }),
  });
  const token: { access_token?: string; UUID?: string } = await answer.json();
  if (!token.access_token || !token.UUID) throw new Error(`${login} cannot sign in: ${answer.status} ${JSON.stringify(token)}`);
  const { access_token, UUID } = token;
  return {
    user: UUID,
    token: access_token,
    call: async (method, path, body, headers = {}) => {
      const authorization = `Bearer ${access_token}`;
      const json = { body: JSON.stringify(body), headers: { authorization, "content-type": "application/json", ...headers } };
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        ...(body === undefined ? { headers: { authorization, ...headers } } : json),
      });
      return { status: response.status, body: parsed(await response.text()) };
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
