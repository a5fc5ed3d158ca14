// What a guest's browser does at the payment provider: opens the page, presses the button, and is sent back to the shop.

/** @returns where the provider sends the guest. @throws Error when the page is not as expected */
export async function approvePayment(url: string): Promise<string> {
  const page = await fetch(url);
  const html = await page.text();
  const [, action] = /<form[^>]*action="([^"]+)"/.exec(html) ?? [];
  if (!page.ok || action === undefined) throw new Error(`the payment page answered ${page.status} without a form`);
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
    name,
    value,
  ]);
  const [, button = "", approve = ""] = /<button name="([^"]+)" value="(approve)"/.exec(html) ?? [];
  const decided = await fetch(new URL(action, url), {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams([...hidden, [button, approve]]),
  });
  if (decided.status !== 303) throw new Error(`the payment page answered ${decided.status} to the approval: ${await decided.text()}`);
  return decided.headers.get("location") ?? "";
}
