// What a thing is called where nobody says in which language.

/** Its plain name, else the English one, else the first that it has; undefined when it has none. */
export function plainName(literals: Readonly<Record<string, string>>): string | undefined {
  const names = Object.entries(literals).filter(([key, text]) => /^name(-|$)/.test(key) && text.trim() !== "");
  return (names.find(([key]) => key === "name") ?? names.find(([key]) => key === "name-en") ?? names[0])?.[1];
}
