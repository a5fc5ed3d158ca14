// What a guest wants to know of an order, and a word to the restaurant.
import { useEffect, useState } from "preact/hooks";
import type { OpenedOrder, OrderView } from "../../client";
import { clockTime } from "../clock-time";
import { ConnectionStatus } from "../connection-status";
import { useLive } from "../hooks";

export function OrderCard({ opened, signedOut }: { opened: OpenedOrder; signedOut: () => void }) {
  const { confirmed, optimistic, pending, presence, connection } = useLive(opened);
  const isOut = connection.is === "closed" && connection.why === "unauthorized";
  useEffect(() => {
    if (isOut) signedOut();
  }, [isOut]);
  const [refusal, refuse] = useState("");
  const others = presence.length - 1;
  return (
    <>
      <header>
        <ConnectionStatus connection={connection} waiting={pending.length} reader="guest" />
        {others > 0 && <p class="presence">{others === 1 ? "somebody else" : `${others} others`} looking</p>}
      </header>
      {optimistic && confirmed && (
        <main>
          <h1>{words[confirmed.status] ?? confirmed.status}</h1>
          {promiseOf(confirmed) !== undefined && !confirmed.closed && <p class="promise">Ready at {promiseOf(confirmed)}</p>}
          <ul class="lines">
            {optimistic.buckets
              .flatMap(({ lines }) => lines)
              .map((line) => (
                <li key={line.id} class={line.status === "VOID" || line.status === "WASTE" ? "gone" : ""}>
                  <span>
                    {line.quantity} × {line.product.literals.name ?? line.productId}
                  </span>
                  <small>{lineWords[line.status] ?? ""}</small>
                  <span class="amount">{line.total}</span>
                  {line.discounts.map(({ layer, name, discountPrice }) => (
                    <small class="discount" key={layer}>
                      {name} −{discountPrice}
                    </small>
                  ))}
                </li>
              ))}
          </ul>
          {optimistic.fees.map(({ id, name, amount }) => (
            <p class="fee" key={id}>
              {name} <span class="amount">{amount}</span>
            </p>
          ))}
          {Number(optimistic.tip) > 0 && (
            <p class="fee">
              Tip <span class="amount">{optimistic.tip}</span>
            </p>
          )}
          <p class="total">
            Total{" "}
            <b>
              {optimistic.editTotal} {optimistic.currency}
            </b>
          </p>
          {confirmed.claimCode !== "" && !confirmed.closed && (
            <p class="code">
              Your code: <b>{confirmed.claimCode}</b>
            </p>
          )}
          <h2>Notes</h2>
          <ul class="comments">
            {optimistic.comments.map(({ id, comment }) => (
              <li key={id}>
                {comment}
                {!confirmed.comments.some((known) => known.id === id) && <em> sending…</em>}
              </li>
            ))}
            {pending
              .filter(({ command, previewed }) => command === "comment" && !previewed)
              .map(({ id, body }) => (
                <li key={id}>
                  {typeof body === "string" ? body : ""} <em>sending…</em>
                </li>
              ))}
          </ul>
          {!confirmed.closed && <CommentForm opened={opened} refuse={refuse} />}
          {refusal !== "" && <p role="alert">{refusal}</p>}
        </main>
      )}
    </>
  );
}

function CommentForm({ opened, refuse }: { opened: OpenedOrder; refuse: (why: string) => void }) {
  const [text, setText] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const comment = text.trim();
    if (comment === "") return;
    setText("");
    opened.send("comment", comment).then(
      ({ status }) => refuse(status < 400 ? "" : `The restaurant did not take “${comment}”.`),
      (error: unknown) => refuse(String(error)),
    );
  };
  return (
    <form class="comment-form" onSubmit={submit}>
      <label>
        A word to the restaurant
        <input value={text} maxLength={255} onInput={({ currentTarget }) => setText(currentTarget.value)} />
      </label>
      <button disabled={text.trim() === ""}>Send</button>
    </form>
  );
}

const words: Record<string, string> = {
  NEW: "Not sent yet",
  COMPLETED: "Ordered",
  VERIFIED: "Ordered",
  DELIVER: "Ready",
  DELIVERED: "Handed over",
  CLOSED: "Done",
  ABANDONED: "Not sent",
  CANCELLED: "Cancelled",
};

const lineWords: Record<string, string> = {
  PROCESSING: "being made",
  PROCESSED: "made",
  VOID: "off the order",
  WASTE: "off the order",
};

/** When it is promised, or when the guest wants it. */
function promiseOf(order: OrderView): string | undefined {
  const promised: unknown = Reflect.get(order, "etf") ?? order.due;
  const at = typeof promised === "string" ? Date.parse(promised) : Number.NaN;
  return Number.isNaN(at) ? undefined : clockTime(at);
}
