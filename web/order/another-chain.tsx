// A device where somebody is the guest of one chain, and a link to an order of another: nobody loses his open
// orders because he followed a link.

export function AskAnotherChain({ goOn, stay }: { goOn: () => void; stay: () => void }) {
  return (
    <main class="sign-in">
      <h1>Leave the other restaurant?</h1>
      <p>
        This link is for another chain than the one whose guest you are on this device. If you go on, you are signed out there, and its
        orders are shown here no more.
      </p>
      <button class="main" onClick={stay}>
        Stay where I am
      </button>
      <button onClick={goOn}>Go on</button>
    </main>
  );
}
