// Who is signed in on this device, and a token of theirs that holds. What must outlive the page is in the browser's own storage;
// no script from elsewhere runs on our pages (their Content-Security-Policy), so nobody else reads it.
import { bearerOf, SignedOut, type TokenProvider } from "../client";

/** Which chain's app this device speaks as: the tenant's id, and `client:secret` in base64, as the published clients are given it. */
export type App = { chain: string; app: string };

type Kept = App & { access: string; refresh: string };

/** A token is renewed when it has less left than this. */
const LEFT_MS = 30_000;

export class Session {
  readonly #name: string;

  /** `name`: staff and guests of one device do not share a sign-in. */
  constructor(name: "staff" | "guest") {
    this.#name = `brigade.${name}`;
  }

  get isThere(): boolean {
    return this.#read() !== undefined;
  }

  /** Whether somebody of this chain is signed in. */
  isOf(chain: string): boolean {
    return this.#read()?.chain === chain;
  }

  /** The id of who is signed in. */
  get user(): string {
    return bearerOf(this.#read()?.access ?? "")?.user ?? "";
  }

  /** Authorities of who is signed in. */
  get roles(): string[] {
    return bearerOf(this.#read()?.access ?? "")?.roles ?? [];
  }

  /** @throws Error saying why not, fit to be shown */
  async signIn(app: App, login: string, password: string): Promise<void> {
    const tokens = await ask(app, { grant_type: "password", username: login, password, scope: "read" });
    this.#keep({ ...app, ...tokens });
  }

  /** A token that somebody was given elsewhere: it holds until it expires. */
  take(app: App, access: string): void {
    this.#keep({ ...app, access, refresh: "" });
  }

  signOut(): void {
    const kept = this.#read();
    localStorage.removeItem(this.#name);
    if (kept?.refresh) void post(kept, "revoke", { token: kept.refresh }).catch(() => {});
  }

  /** Pages of one device take turns: a refresh token is replaced by each use. */
  readonly token: TokenProvider = (stale) =>
    inTurn(this.#name, async () => {
      const kept = this.#read();
      if (!kept) throw new SignedOut();
      const left = (bearerOf(kept.access)?.exp ?? 0) * 1000 - Date.now();
      if (kept.access !== stale && left > LEFT_MS) return kept.access;
      if (kept.refresh === "") throw this.#over();
      try {
        const tokens = await ask(kept, { grant_type: "refresh_token", refresh_token: kept.refresh });
        this.#keep({ ...kept, ...tokens });
        return tokens.access;
      } catch (error) {
        throw error instanceof Refused ? this.#over() : error;
      }
    });

  #over(): SignedOut {
    localStorage.removeItem(this.#name);
    return new SignedOut();
  }

  #read(): Kept | undefined {
    const text = localStorage.getItem(this.#name);
    const kept: unknown = text === null ? undefined : JSON.parse(text);
    return isKept(kept) ? kept : undefined;
  }

  #keep(kept: Kept): void {
    localStorage.setItem(this.#name, JSON.stringify(kept));
  }
}

/** The server has said no, and will say so again. */
class Refused extends Error {}

async function ask(app: App, form: Record<string, string>): Promise<{ access: string; refresh: string }> {
  const answer = await post(app, "token", form);
  const body: unknown = await answer.json().catch(() => undefined);
  const said = (name: string): string => {
    const value: unknown = Reflect.get(Object(body), name);
    return typeof value === "string" ? value : "";
  };
  if (answer.ok) return { access: said("access_token"), refresh: said("refresh_token") };
  const why = said("error_description") || `the server answered ${answer.status}`;
  throw answer.status === 400 || answer.status === 401 ? new Refused(why) : new Error(why);
}

const post = ({ chain, app }: App, what: "token" | "revoke", form: Record<string, string>): Promise<Response> =>
  fetch(`/auth-oauth2/oauth/${what}`, {
    method: "POST",
    headers: { authorization: `Basic ${app}`, "x-tenant": chain },
    body: new URLSearchParams(form),
  });

const isKept = (value: unknown): value is Kept =>
  ["chain", "app", "access", "refresh"].every((name) => typeof Reflect.get(Object(value), name) === "string");

/** Pages without TLS have no locks; there the server's leave for retries has to do. */
const inTurn = <T>(name: string, run: () => Promise<T>): Promise<T> => ("locks" in navigator ? navigator.locks.request(name, run) : run());
