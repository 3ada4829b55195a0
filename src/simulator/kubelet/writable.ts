/** A readonly object while it is made: what it has only sometimes is set after what it always has. */
export type Writable<Made> = { -readonly [Field in keyof Made]: Made[Field] };
