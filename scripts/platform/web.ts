// The pages of web/ as they are served: bundled, small, and named by what is in them, so that a browser may keep them for good.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { ROOT } from "./root.ts";

const PAGES = [
  { name: "kitchen", title: "Kitchen", scheme: "dark" },
  { name: "order", title: "Your order", scheme: "light dark" },
] as const;

/** Scalar's own bundle, as npm brings it: the reference at /docs, to read and to try. */
const SCALAR = resolve(fileURLToPath(import.meta.resolve("@scalar/api-reference")), "../browser/standalone.js");

/**
 * File name → what is in it. HTML under the page's name, everything else under a name that holds its hash. `reference.html` is no page: it
 * is what /docs, which the worker makes, has in its head.
 */
export async function buildPages(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [
      ...PAGES.map(({ name }) => ({ in: resolve(ROOT, `web/${name}/page.tsx`), out: name })),
      { in: resolve(ROOT, "web/reference/page.ts"), out: "reference" },
    ],
    bundle: true,
    minify: true,
    write: false,
    outdir: "out",
    format: "esm",
    target: ["es2022", "chrome111", "firefox114", "safari16.4"],
    platform: "browser",
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [inEnglish],
    logLevel: "error",
  });
  const files = new Map<string, string>();
  const made = [
    ...outputFiles.map(({ path, text }) => ({ file: basename(path), text })),
    { file: "scalar.js", text: await readFile(SCALAR, "utf8") },
  ];
  const named = new Map(
    made.map(({ file, text }) => {
      const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
      const name = file.replace(/\.(js|css)$/, `-${hash}.$1`);
      files.set(name, text);
      return [file, name];
    }),
  );
  for (const page of PAGES) files.set(`${page.name}.html`, html(page, named));
  files.set("reference.html", referenceHead(named));
  return files;
}

/**
 * To web/dist, from where a deployment takes them. Several may build at once,
 * and somebody may read meanwhile: each file is the old one or the new one.
 */
export async function writePages(): Promise<void> {
  const folder = resolve(ROOT, "web/dist");
  await mkdir(folder, { recursive: true });
  const drafts = await mkdtemp(resolve(ROOT, "web/.draft-")); // on the same disk, and not where readers look
  const files = await buildPages();
  for (const [name, text] of files) {
    const known = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (known === text) continue;
    await writeFile(join(drafts, name), text);
    await rename(join(drafts, name), join(folder, name));
  }
  for (const name of await readdir(folder)) if (!files.has(name)) await rm(join(folder, name), { force: true });
  await rm(drafts, { recursive: true });
}

/** Zod brings its messages in fifty languages along, a third of a page; ours are English. */
const inEnglish: Plugin = {
  name: "in-english",
  setup: (bundler) =>
    bundler.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    })),
};

const html = ({ name, title, scheme }: (typeof PAGES)[number], named: ReadonlyMap<string, string>): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${scheme}">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/${named.get(`${name}.css`)}">
<script type="module" src="/assets/${named.get(`${name}.js`)}"></script>
<body class="${name}"><noscript>This page needs JavaScript: it is live.</noscript><div id="page"></div></body>
</html>
`;

const referenceHead = (named: ReadonlyMap<string, string>): string => `<link rel="stylesheet" href="/assets/${named.get("reference.css")}">
<script type="module" src="/assets/${named.get("reference.js")}"></script>
<script defer src="/assets/${named.get("scalar.js")}"></script>
`;

export const typeOf = (name: string): string =>
  name.endsWith(".html")
    ? "text/html; charset=utf-8"
    : name.endsWith(".css")
      ? "text/css; charset=utf-8"
      : "text/javascript; charset=utf-8";
