// A guest's own order, live, at /order/{id}. The link that leads here may carry the order's code: then whoever
// follows it joins the order as a guest.
import "../zod-csp";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type OpenedOrder, openOrder, SignedOut } from "../../client";
import { openCommandQueue } from "../command-queue";
import { forgetLink, linkParameters } from "../link";
import { type App, Session } from "../session";
import { SignIn } from "../sign-in";
import "../page.css";
import "./order.css";
import { AskAnotherChain } from "./another-chain";
import { OrderCard } from "./order";

const session = new Session("guest");
const order = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const link = linkParameters();

/** Whether the link would end what somebody is on this device: a guest of another chain. */
const asksFirst = session.isThere && link.get("chain") !== undefined && !session.isOf(link.get("chain") ?? "");

/** As the link says: with a token of its own, or as a guest by the order's code. */
async function comeIn(): Promise<void> {
  const [chain, app, claim, token] = ["chain", "app", "claim", "token"].map((name) => link.get(name));
  if (!chain || !app) return;
  const who: App = { chain, app };
  if (token && !session.isOf(chain)) session.take(who, token);
  if (!session.isOf(chain) || !(await stillHolds())) await session.signIn(who, "anonymous", "");
  if (claim) await join(claim);
  forgetLink();
}

const stillHolds = (): Promise<boolean> =>
  session.token().then(
    () => true,
    (error: unknown) => {
      if (error instanceof SignedOut) return false;
      throw error;
    },
  );

async function join(claimCode: string): Promise<void> {
  const answer = await fetch(`/ordering-api/api/order/${encodeURIComponent(order)}/claim`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await session.token()}`,
      "content-type": "application/json",
      "idempotency-key": `claim-${claimCode}`,
      prefer: "wait",
    },
    body: JSON.stringify({ claimCode }),
  });
  if (answer.status === 404) throw new Error("There is no order with this code.");
  if (answer.status >= 500) throw new Error("The restaurant cannot be reached. Try again.");
}

function Page() {
  const [stage, setStage] = useState<"asking" | "coming" | "sign-in" | "in">(asksFirst ? "asking" : "coming");
  const [opened, open] = useState<OpenedOrder>();
  const [refusal, refuse] = useState("");
  useEffect(() => {
    if (stage !== "coming") return;
    comeIn()
      .catch((error: unknown) => refuse(error instanceof Error ? error.message : String(error)))
      .finally(() => setStage(session.isThere ? "in" : "sign-in"));
  }, [stage]);
  useEffect(() => {
    if (stage !== "in") return;
    let [isOver, live]: [boolean, OpenedOrder | undefined] = [false, undefined];
    void openCommandQueue("order", session.user).then((queue) => {
      if (isOver) return;
      live = openOrder({ baseUrl: location.origin, order, token: session.token, queue });
      open(live);
    });
    return () => {
      isOver = true;
      live?.close();
      open(undefined);
    };
  }, [stage]);

  if (refusal !== "")
    return (
      <main>
        <p role="alert">{refusal}</p>
        <button onClick={() => location.reload()}>Try again</button>
      </main>
    );
  if (stage === "asking") {
    const stay = () => {
      forgetLink();
      setStage("in");
    };
    return <AskAnotherChain goOn={() => setStage("coming")} stay={stay} />;
  }
  if (stage === "sign-in") return <SignIn session={session} title="Your order" done={() => setStage("in")} />;
  return opened ? <OrderCard opened={opened} signedOut={() => setStage("sign-in")} /> : <main class="empty">Opening…</main>;
}

const root = document.getElementById("page");
if (root) render(<Page />, root);
