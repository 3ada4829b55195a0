/** An expression of Python, as far as it is understood here. */
export type Expression =
  | { readonly type: 'value'; readonly value: string | number | boolean | null | Uint8Array }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly type: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly type: 'index'; readonly of: Expression; readonly index: Expression }
  | {
      readonly type: 'call';
      readonly of: Expression;
      readonly args: readonly Expression[];
      readonly named: readonly (readonly [string, Expression])[];
    }
  | { readonly type: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression };

/** A statement in one line, or a loop over the line behind its colon. */
export type Statement =
  | { readonly type: 'import'; readonly module: string; readonly names: readonly (readonly [string, string])[] }
  | { readonly type: 'assign'; readonly target: Expression; readonly value: Expression }
  | { readonly type: 'expression'; readonly value: Expression }
  | { readonly type: 'for'; readonly name: string; readonly list: Expression; readonly body: readonly Statement[] }
  | { readonly type: 'pass' };
