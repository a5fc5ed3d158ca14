/**
 * The other half of the closing handshake (RFC 6455, section 5.5.1): without it a client that has said goodbye
 * waits until its own patience ends. Codes that must not stand in a frame (1004–1006, 1015) are answered with 1000.
 */
export function answerClose(socket: WebSocket, code: number): void {
  const sayable = code >= 3000 || (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
  try {
    socket.close(sayable ? code : 1000);
  } catch {
    // it is gone already, or the platform has answered: nobody waits
  }
}
