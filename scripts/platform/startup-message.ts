// What `npm start` prints when the platform is ready.
import { relative } from "node:path";
import type { DemoSheet } from "./demo-sheet.ts";
import type { Platform } from "./open-platform.ts";

/** `receiver`: where the demo chain's webhooks go. */
export function welcome(sheet: DemoSheet, receiver: string, { file, flag }: Platform["trust"]): string {
  const [client, secret] = Buffer.from(sheet.basicAuth, "base64").toString("utf8").split(":");
  const sections: [string, string[][]][] = [
    [
      "Brigade is running",
      [
        ["HTTP", `${sheet.baseUrl} (start here)`],
        ["TLS", sheet.tlsUrl],
        ["API", `${sheet.baseUrl}/docs`],
        ["kitchen", `${sheet.baseUrl}/kitchen#${appOf(sheet)}`],
        ["an order", `${sheet.baseUrl}/order/{id}#${appOf(sheet)}&claim={its code}`],
        ["webhooks", `${receiver} (shown here as they arrive)`],
      ],
    ],
    [
      "Browsers do not trust the TLS address by themselves (docs/local-tls.md)",
      [
        ["authority", relative("", file), "to trust in your system, your browser, or NODE_EXTRA_CA_CERTS"],
        ["or for once", `chromium --user-data-dir=/tmp/brigade-browser ${flag}`],
      ],
    ],
    [
      "The demo chain",
      [
        ["tenant", sheet.tenant],
        ["client", `${client} : ${secret}`],
        ["Basic", sheet.basicAuth],
        ...sheet.venues.map(({ id, name, menu, timeZone }) => ["venue", id, name, menu, timeZone]),
      ],
    ],
    ["Logins (guests sign in as `anonymous` with an empty password)", Object.values(sheet.users).map(loginRow)],
  ];
  const text = sections.map(([title, rows]) => `${title}\n${table(rows)}`).join("\n");
  return `\n${text}\nIn another terminal: npm run demo\nCtrl-C stops the platform; its state is kept.\n\n`;
}

/** What a device must know to speak as the chain's app: after the `#`, so that no server is sent it. */
const appOf = ({ tenant, basicAuth }: DemoSheet): string => `chain=${tenant}&app=${encodeURIComponent(basicAuth)}`;

const loginRow = ({ login, password, roles }: DemoSheet["users"]["admin"]) => [login, password, roles.join(" ") || "(a customer)"];

/** Left-aligned columns, two spaces apart; a row's last cell may be as long as it likes. */
function table(rows: string[][]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.slice(0, -1).entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length + 2);
  return rows.map((row) => `  ${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join("")}\n`).join("");
}
