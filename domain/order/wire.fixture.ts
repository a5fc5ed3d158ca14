/** A published type as it is on the wire. Its enums are nominal in TypeScript; in JSON they are their strings. */
export type Wire<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> | undefined }
      : T;
