/** An expression of awk. */
export type AwkExpression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'regex'; readonly source: string }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'field'; readonly index: AwkExpression }
  | { readonly type: 'element'; readonly name: string; readonly subscripts: readonly AwkExpression[] }
  | { readonly type: 'in'; readonly subscripts: readonly AwkExpression[]; readonly name: string }
  | {
      readonly type: 'assign';
      readonly operator: string;
      readonly target: AwkExpression;
      readonly value: AwkExpression;
    }
  | { readonly type: 'step'; readonly by: 1 | -1; readonly isPrefix: boolean; readonly target: AwkExpression }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: AwkExpression }
  | { readonly type: 'binary'; readonly operator: string; readonly left: AwkExpression; readonly right: AwkExpression }
  | {
      readonly type: 'conditional';
      readonly condition: AwkExpression;
      readonly yes: AwkExpression;
      readonly no: AwkExpression;
    }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly AwkExpression[] }
  | { readonly type: 'getline'; readonly target?: AwkExpression };

/** A statement of awk. */
export type AwkStatement =
  | { readonly type: 'expression'; readonly expression: AwkExpression }
  | {
      readonly type: 'print';
      readonly args: readonly AwkExpression[];
      readonly isFormatted: boolean;
      readonly output?: AwkOutput;
    }
  | { readonly type: 'block'; readonly body: readonly AwkStatement[] }
  | { readonly type: 'if'; readonly condition: AwkExpression; readonly yes: AwkStatement; readonly no?: AwkStatement }
  | { readonly type: 'while'; readonly condition: AwkExpression; readonly body: AwkStatement; readonly isDo: boolean }
  | {
      readonly type: 'for';
      readonly initial?: AwkStatement;
      readonly condition?: AwkExpression;
      readonly step?: AwkStatement;
      readonly body: AwkStatement;
    }
  | { readonly type: 'for-in'; readonly variable: string; readonly array: string; readonly body: AwkStatement }
  | { readonly type: 'delete'; readonly name: string; readonly subscripts?: readonly AwkExpression[] }
  | { readonly type: 'next' | 'break' | 'continue' }
  | { readonly type: 'exit' | 'return'; readonly value?: AwkExpression };

/** Where `print` goes. */
export interface AwkOutput {
  readonly mode: '>' | '>>';
  readonly path: AwkExpression;
}

/** `pattern { action }`. */
export interface AwkRule {
  readonly type: 'begin' | 'end' | 'line';
  readonly pattern?: AwkExpression;
  /** End of a range. */
  readonly until?: AwkExpression;
  /** @default - the line is printed */
  readonly action?: AwkStatement;
}

/** A function that a program defines. */
export interface AwkFunction {
  readonly parameters: readonly string[];
  readonly body: AwkStatement;
}

/** A program of awk. */
export interface AwkProgram {
  readonly rules: readonly AwkRule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}
