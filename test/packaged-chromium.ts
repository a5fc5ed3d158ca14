// The Chromium that npm brings along (@sparticuz/chromium, Linux on x64), with its fonts and the libraries that a bare system has not got.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../scripts/platform/root.ts";
import { systemCode } from "../scripts/platform/refusal.ts";

const PACKAGE = join(ROOT, "node_modules/@sparticuz/chromium");
const CACHE = join(ROOT, "node_modules/.cache");

/** As playwright takes it. Unpacked once, which takes two seconds; another test may be unpacking at the same time. */
export async function packagedChromium(): Promise<{ executablePath: string; env: NodeJS.ProcessEnv }> {
  const { version }: { version: string } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  const folder = join(CACHE, `chromium-${version}`);
  if (!existsSync(folder)) await unpackTo(folder);
  const libraries = [join(folder, "al2023/lib"), process.env.LD_LIBRARY_PATH].filter((path) => path !== undefined);
  return {
    executablePath: join(folder, "chromium"),
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(":"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

async function unpackTo(folder: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, "chromium-draft-"));
  const program = [join(ROOT, "test/unpack-chromium.ts"), join(PACKAGE, "bin")];
  await promisify(execFile)(process.execPath, program, { env: { ...process.env, TMPDIR: draft } });
  writeFileSync(join(draft, "fonts.conf"), fontsIn(folder));
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes(systemCode(error) ?? "")) throw error;
    rmSync(draft, { recursive: true }); // another was quicker
  }
}

/** The package's own file names folders of AWS Lambda, and without any font Chromium crashes. */
const fontsIn = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
