/** Value of a variable: a text, or the elements of an array, where an absent one is undefined. */
export type VariableValue = string | readonly (string | undefined)[];

/** A variable of a shell. */
export interface Variable {
  /** Absent for one that is declared and has no value yet. */
  readonly value?: VariableValue;
  readonly isExported: boolean;
  readonly isReadOnly: boolean;
}

/** An assignment to a variable that may not be changed. */
export class ReadOnlyError extends Error {
  constructor(readonly variable: string) {
    super('readonly variable');
    this.name = 'ReadOnlyError';
  }
}

const NONE: Variable = { isExported: false, isReadOnly: false };

const textOf = (value: VariableValue | undefined): string | undefined => (typeof value === 'object' ? value[0] : value);

/** The variables of a shell, those of functions on top of the others. */
export class Variables {
  private readonly variables: Map<string, Variable>;
  /** What functions that run have hidden, by name; undefined where there was nothing. */
  private readonly hidden: Map<string, Variable | undefined>[] = [];
  /** Values that are made when they are asked for: `RANDOM`. */
  private readonly computed = new Map<string, () => string>();

  constructor(variables: Iterable<readonly [string, Variable]> = []) {
    this.variables = new Map(variables);
  }

  /** Variables for a subshell: nothing that it changes reaches these. */
  copy(): Variables {
    return new Variables(this.variables);
  }

  /** Lets `value` say what `name` is whenever it is read, until something is assigned to it. */
  compute(name: string, value: () => string): void {
    this.computed.set(name, value);
  }

  find(name: string): Variable | undefined {
    const computed = this.computed.get(name);
    return computed === undefined ? this.variables.get(name) : { ...NONE, value: computed() };
  }

  /** The value as a text: the first element of an array. */
  text(name: string): string | undefined {
    return textOf(this.find(name)?.value);
  }

  /** The elements of an array; the value alone for any other variable. */
  elements(name: string): readonly (string | undefined)[] {
    const value = this.find(name)?.value;
    if (value === undefined) return [];
    return typeof value === 'string' ? [value] : value;
  }

  /** @throws ReadOnlyError */
  set(name: string, value: VariableValue): void {
    const before = this.writable(name);
    this.variables.set(name, { ...before, value });
  }

  /** Sets one element; what was a text becomes an array. @throws ReadOnlyError */
  setElement(name: string, index: number, value: string): void {
    const elements = [...this.elements(name)];
    while (elements.length < index) elements.push(undefined);
    elements[index < 0 ? Math.max(0, elements.length + index) : index] = value;
    this.set(name, elements);
  }

  /** Changes what is said of a variable, and declares it. */
  mark(name: string, marks: { readonly isExported?: boolean; readonly isReadOnly?: boolean }): void {
    this.variables.set(name, { ...(this.variables.get(name) ?? NONE), ...marks });
  }

  /** @throws ReadOnlyError */
  unset(name: string): void {
    this.writable(name);
    this.computed.delete(name);
    this.variables.delete(name);
  }

  /** Variables that hide others until `leave`. */
  enter(): void {
    this.hidden.push(new Map());
  }

  /** Brings back what was hidden since `enter`. */
  leave(): void {
    for (const [name, variable] of this.hidden.pop() ?? []) {
      if (variable === undefined) this.variables.delete(name);
      else this.variables.set(name, variable);
    }
  }

  /** Hides a variable until `leave`; `isInherited` keeps its value for the time being. */
  hide(name: string, isInherited: boolean): void {
    const scope = this.hidden.at(-1);
    if (scope === undefined || scope.has(name)) return;
    const before = this.writable(name);
    scope.set(name, this.variables.get(name));
    this.variables.set(name, isInherited ? before : NONE);
  }

  /** All by name, sorted. */
  entries(): (readonly [string, Variable])[] {
    return [...this.variables].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  /** What programs get: what is exported and has a value. */
  environment(): Map<string, string> {
    const environment = new Map<string, string>();
    for (const [name, variable] of this.variables) {
      const text = variable.isExported ? textOf(variable.value) : undefined;
      if (text !== undefined) environment.set(name, text);
    }
    return environment;
  }

  private writable(name: string): Variable {
    const variable = this.variables.get(name) ?? NONE;
    if (variable.isReadOnly) throw new ReadOnlyError(name);
    this.computed.delete(name);
    return variable;
  }
}
