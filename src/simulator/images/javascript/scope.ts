/** Variables of a function or of a script, within those around it. */
export class Scope {
  readonly variables = new Map<string, unknown>();

  constructor(private readonly outer?: Scope) {}

  /** Where a variable is; undefined when nobody has it. */
  find(name: string): Scope | undefined {
    return this.variables.has(name) ? this : this.outer?.find(name);
  }
}
