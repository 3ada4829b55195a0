/** An expression of a script. */
export type Expression =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null | undefined }
  | { readonly type: 'regex'; readonly pattern: string; readonly flags: string }
  | { readonly type: 'template'; readonly parts: readonly string[]; readonly values: readonly Expression[] }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'array'; readonly items: readonly Expression[] }
  | { readonly type: 'spread'; readonly value: Expression }
  | { readonly type: 'object'; readonly members: readonly ObjectMember[] }
  | {
      readonly type: 'function';
      readonly name: string;
      readonly parameters: readonly string[];
      readonly body: readonly Statement[];
      readonly isArrow: boolean;
    }
  | { readonly type: 'member'; readonly object: Expression; readonly key: Expression; readonly isOptional: boolean }
  | {
      readonly type: 'call';
      readonly callee: Expression;
      readonly args: readonly Expression[];
      readonly isNew: boolean;
    }
  | { readonly type: 'unary'; readonly operator: string; readonly value: Expression }
  | { readonly type: 'step'; readonly by: 1 | -1; readonly isPrefix: boolean; readonly target: Expression }
  | {
      readonly type: 'binary' | 'logical';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression }
  | { readonly type: 'choice'; readonly test: Expression; readonly then: Expression; readonly otherwise: Expression }
  | { readonly type: 'sequence'; readonly items: readonly Expression[] };

/** A member of an object literal: `key: value`, or all members of another object. */
export type ObjectMember = { readonly key: Expression; readonly value: Expression } | { readonly spread: Expression };

/** A statement of a script. */
export type Statement =
  | { readonly type: 'expression'; readonly value: Expression }
  | { readonly type: 'declare'; readonly names: readonly { readonly name: string; readonly value?: Expression }[] }
  | { readonly type: 'block'; readonly body: readonly Statement[] }
  | { readonly type: 'if'; readonly test: Expression; readonly then: Statement; readonly otherwise?: Statement }
  | {
      readonly type: 'for';
      readonly begin?: Statement;
      readonly test?: Expression;
      readonly step?: Expression;
      readonly body: Statement;
    }
  | {
      readonly type: 'each';
      readonly name: string;
      readonly way: 'in' | 'of';
      readonly list: Expression;
      readonly body: Statement;
    }
  | { readonly type: 'return'; readonly value?: Expression }
  | { readonly type: 'break' | 'continue' }
  | { readonly type: 'throw'; readonly value: Expression }
  | {
      readonly type: 'try';
      readonly body: Statement;
      readonly name?: string;
      readonly handler?: Statement;
      readonly finalizer?: Statement;
    };
