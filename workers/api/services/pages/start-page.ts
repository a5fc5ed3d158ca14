// What stands at the address itself: where the pages and the reference are; on a local platform also who may sign in.
import { accepts } from "hono/accepts";
import { html } from "hono/html";
import { z } from "zod";
import { router } from "#api/http/refuse";
import { plainPage } from "./plain-page";

/** The demo chain of a local platform. `app`: its OAuth client, as HTTP Basic has it. */
const LocalChain = z.object({
  tenant: z.string(),
  app: z.string(),
  users: z.array(z.object({ login: z.string(), password: z.string(), roles: z.array(z.string()) })),
});

const ABOUT = "Ordering for restaurant chains: every order is one actor.";
const LINKS = { documentation: "/docs", openapi: "/openapi.json", problems: "/problems" };

export const startPage = router().get("/", (c) => {
  const wanted = accepts(c, { header: "Accept", supports: ["application/json", "text/html"], default: "application/json" });
  if (wanted === "application/json") return c.json({ name: "Brigade", description: ABOUT, ...LINKS });
  const local = c.env.LOCAL_CHAIN === undefined ? undefined : LocalChain.parse(JSON.parse(c.env.LOCAL_CHAIN));
  const device = local ? `#chain=${local.tenant}&app=${encodeURIComponent(local.app)}` : "";
  return plainPage(
    c,
    "Brigade",
    html`<h1>Brigade</h1>
      <p>${ABOUT}</p>
      <h2>Pages</h2>
      <ul>
        <li><a href="/kitchen${device}">Kitchen</a>: the tickets of a venue, live</li>
        <li><code>/order/{id}</code>: a guest's order, live</li>
      </ul>
      <h2>For programs</h2>
      <ul>
        <li><a href="${LINKS.documentation}">API reference</a>, and the same as <a href="${LINKS.openapi}">OpenAPI</a></li>
        <li><a href="${LINKS.problems}">Problems</a>: what a refusal means</li>
      </ul>
      ${
        local &&
        html`<h2>Logins of the demo chain</h2>
          <p>This platform runs on your machine. Guests sign in as <code>anonymous</code>, with an empty password.</p>
          <table>
            <tr>
              <th>login</th>
              <th>password</th>
              <th>roles</th>
            </tr>
            ${local.users.map(
              ({ login, password, roles }) =>
                html`<tr>
                  <td>${login}</td>
                  <td><code>${password}</code></td>
                  <td>${roles.join(", ") || "a customer"}</td>
                </tr>`,
            )}
          </table>`
      }`,
  );
});
