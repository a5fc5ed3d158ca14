// Signing in. A device that was set up by a link knows its chain already.
import { useState } from "preact/hooks";
import type { App, Session } from "./session";

const KNOWN = "brigade.app";

export function rememberApp(app: App): void {
  localStorage.setItem(KNOWN, JSON.stringify(app));
}

/** Of an earlier sign-in on this device. */
export function rememberedApp(): App {
  const known: unknown = JSON.parse(localStorage.getItem(KNOWN) ?? "null");
  const said = (name: string) => String(Reflect.get(Object(known), name) ?? "");
  return { chain: said("chain"), app: said("app") };
}

export function SignIn({ session, title, done }: { session: Session; title: string; done: () => void }) {
  const [busy, setBusy] = useState(false);
  const [refusal, refuse] = useState("");
  const known = rememberedApp();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const typed = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    const said = (name: string) => typed(name).trim();
    const app = { chain: said("chain"), app: said("app").includes(":") ? btoa(said("app")) : said("app") };
    setBusy(true);
    try {
      await session.signIn(app, said("login"), typed("password"));
      rememberApp(app);
      done();
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <h1>{title}</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Login <input name="login" autocomplete="username" required autofocus />
        </label>
        <label>
          Password <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <details open={known.chain === ""}>
          <summary>This device</summary>
          <label>
            Chain <input name="chain" required value={known.chain} autocomplete="off" />
          </label>
          <label>
            App key <input name="app" required value={known.app} autocomplete="off" />
          </label>
        </details>
        {refusal !== "" && <p role="alert">{refusal}</p>}
        <button disabled={busy}>Sign in</button>
      </form>
    </main>
  );
}
