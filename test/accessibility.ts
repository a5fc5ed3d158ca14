// What WCAG 2.2 AA says against a page as it stands, by axe: the rule, and where it is broken.
import axe from "axe-core";
import type { Page } from "playwright-core";

const RUN = "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations)";

export async function accessibilityFaults(page: Page): Promise<[rule: string, where: string[]][]> {
  await page.evaluate(axe.source);
  const faults: axe.Result[] = await page.evaluate(RUN);
  return faults.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
