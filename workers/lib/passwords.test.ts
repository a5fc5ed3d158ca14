import { describe, expect, it } from "vitest";
import { hashPassword, matches, NOBODYS_PASSWORD, peppered } from "./passwords";

const verifyPassword = (password: string, pepper: string, stored: string) => matches(peppered(password, pepper), stored);

const PEPPER = "a-pepper-of-the-test-deployment-of-32-bytes";
const parameters = (phc: string) => phc.split("$").slice(0, 3);

describe("passwords", () => {
  it("[A20] a stored password takes the password itself, and neither another nor another deployment's pepper", async () => {
    const stored = await hashPassword("correct horse", PEPPER);
    expect(await verifyPassword("correct horse", PEPPER, stored)).toBe(true);
    expect(await verifyPassword("correct horsf", PEPPER, stored)).toBe(false);
    expect(await verifyPassword("correct horse", PEPPER.toUpperCase(), stored)).toBe(false);
  });

  it("[A21] a stored password is a salted PHC string of scrypt with OWASP's parameters", async () => {
    const [one, other] = [await hashPassword("same", PEPPER), await hashPassword("same", PEPPER)];
    expect(one).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
  });

  it("[A22] the same password written in other code points is the same password", async () => {
    expect(await verifyPassword("zażółć".normalize("NFD"), PEPPER, await hashPassword("zażółć".normalize("NFC"), PEPPER))).toBe(true);
  });

  it.each(["", "secret", "$scrypt$ln=14,r=8,p=5$$", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA"])(
    "[A23] a stored text that is no hash of ours (%j) takes no password",
    async (stored) => expect(await verifyPassword("secret", PEPPER, stored)).toBe(false),
  );

  it("[A24] nobody's password costs what a real one costs, and no password is it", async () => {
    expect(parameters(NOBODYS_PASSWORD)).toEqual(parameters(await hashPassword("secret", PEPPER)));
    expect(await verifyPassword("", PEPPER, NOBODYS_PASSWORD)).toBe(false);
  });
});
