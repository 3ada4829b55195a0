import type { Coroutine, Process } from '../../process';
import type { Expression, Statement } from './ast';
import { parsePython } from './parser';
import { PythonException, PythonExit } from './python-exception';
import { redisModule } from './redis-module';
import { attributeOf, plainPython, PythonFunction, PythonObject, shown, text, typeName } from './values';

/** Where `pip install` puts what it installs. */
export const SITE_PACKAGES = '/usr/local/lib/python3.9/site-packages';

/** Modules that come with Python, and what they have. */
const builtInModules = (process: Process): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  os: {
    environ: new Map(process.env),
    getenv: plainPython('getenv', (name) => process.env.get(text(name)) ?? null),
    getcwd: plainPython('getcwd', () => process.files.directory),
  },
  socket: { gethostname: plainPython('gethostname', () => process.machine.hostname) },
  sys: { version: '3.9.19', exit: exitFunction },
  time: {
    time: plainPython('time', () => process.nowMs / 1000),
    sleep: new PythonFunction('sleep', function* ([seconds]) {
      yield* process.sleep(Number(seconds) * 1000);
      return null;
    }),
  },
});

const exitFunction = plainPython('exit', (code) => {
  throw new PythonExit(Number(code ?? 0));
});

function length(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Map) return value.size;
  throw new PythonException('TypeError', `object of type '${typeName(value)}' has no len()`);
}

/** Runs lines of Python one after the other. */
export class PythonInterpreter {
  private readonly names = new Map<string, unknown>();

  constructor(private readonly process: Process) {
    const { names } = this;
    names.set('print', new PythonFunction('print', (args) => this.print(args)));
    names.set('exit', exitFunction).set('quit', exitFunction);
    names.set('len', plainPython('len', length));
    names.set('str', plainPython('str', text));
    names.set(
      'int',
      plainPython('int', (value) => Math.trunc(Number(text(value)))),
    );
    names.set(
      'type',
      plainPython('type', (value) => new PythonObject(`<class '${typeName(value)}'>`, () => undefined)),
    );
    names.set(
      'range',
      plainPython('range', (...ends) => {
        const [from, to] = ends.length === 1 ? [0, Number(ends[0])] : [Number(ends[0]), Number(ends[1])];
        return Array.from({ length: Math.max(0, Math.min(to - from, 1_000_000)) }, (_, index) => from + index);
      }),
    );
  }

  /** Runs a line; returns what the prompt shows of it. @throws PythonException, PythonExit */
  *run(line: string): Coroutine<string | undefined> {
    let last: unknown;
    if (/^\s+\S/.test(line)) throw new PythonException('IndentationError', 'unexpected indent');
    for (const statement of parsePython(line)) last = yield* this.execute(statement);
    return last === undefined || last === null ? undefined : shown(last);
  }

  private *print(args: readonly unknown[]): Coroutine<null> {
    yield* this.process.print(`${args.map(text).join(' ')}\n`);
    return null;
  }

  private *execute(statement: Statement): Coroutine<unknown> {
    switch (statement.type) {
      case 'import':
        this.import(statement);
        return undefined;
      case 'assign':
        yield* this.assign(statement.target, yield* this.value(statement.value));
        return undefined;
      case 'expression':
        return yield* this.value(statement.value);
      case 'for': {
        const list = yield* this.value(statement.list);
        const items: Iterable<unknown> =
          list instanceof Map ? list.keys() : typeof list === 'string' || Array.isArray(list) ? list : [];
        for (const item of items) {
          yield* this.process.compute(0.001);
          this.names.set(statement.name, item);
          for (const each of statement.body) yield* this.execute(each);
        }
        return undefined;
      }
      case 'pass':
        return undefined;
    }
  }

  private import({ module, names }: Extract<Statement, { type: 'import' }>): void {
    const found = this.module(module);
    for (const [attribute, name] of names) {
      const value = attribute === '' ? found : found.attribute(attribute);
      if (value === undefined)
        throw new PythonException('ImportError', `cannot import name '${attribute}' from '${module}'`);
      this.names.set(name, value);
    }
  }

  private module(name: string): PythonObject {
    if (name === 'redis' && this.process.files.exists(`${SITE_PACKAGES}/redis`)) return redisModule(this.process);
    const attributes = builtInModules(this.process)[name];
    if (attributes === undefined) throw new PythonException('ModuleNotFoundError', `No module named '${name}'`);
    return new PythonObject(`<module '${name}' (built-in)>`, (each) =>
      Object.hasOwn(attributes, each) ? attributes[each] : undefined,
    );
  }

  private *assign(target: Expression, value: unknown): Coroutine<void> {
    if (target.type === 'name') this.names.set(target.name, value);
    else if (target.type === 'index') {
      const owner = yield* this.value(target.of);
      const key = yield* this.value(target.index);
      if (owner instanceof Map) owner.set(key, value);
      else if (Array.isArray(owner)) (owner as unknown[])[Number(key)] = value;
    } else throw new PythonException('SyntaxError', 'cannot assign to expression');
  }

  private *values(expressions: readonly Expression[]): Coroutine<unknown[]> {
    const values: unknown[] = [];
    for (const each of expressions) values.push(yield* this.value(each));
    return values;
  }

  private *value(expression: Expression): Coroutine<unknown> {
    switch (expression.type) {
      case 'value':
        return expression.value;
      case 'name':
        if (!this.names.has(expression.name))
          throw new PythonException('NameError', `name '${expression.name}' is not defined`);
        return this.names.get(expression.name);
      case 'list':
      case 'tuple':
        return yield* this.values(expression.items);
      case 'dict': {
        const entries = new Map<unknown, unknown>();
        for (const [key, each] of expression.entries) entries.set(yield* this.value(key), yield* this.value(each));
        return entries;
      }
      case 'attribute':
        return attributeOf(yield* this.value(expression.of), expression.name);
      case 'index':
        return this.item(yield* this.value(expression.of), yield* this.value(expression.index));
      case 'call':
        return yield* this.call(expression);
      case 'operation':
        return this.operation(
          expression.operator,
          yield* this.value(expression.left),
          yield* this.value(expression.right),
        );
    }
  }

  private item(owner: unknown, key: unknown): unknown {
    if (owner instanceof Map) {
      if (!owner.has(key)) throw new PythonException('KeyError', shown(key));
      return owner.get(key);
    }
    const place = Number(key) < 0 ? length(owner) + Number(key) : Number(key);
    if (place >= length(owner)) throw new PythonException('IndexError', `${typeName(owner)} index out of range`);
    return (owner as Readonly<Record<number, unknown>>)[place];
  }

  private *call({ of, args, named }: Extract<Expression, { type: 'call' }>): Coroutine<unknown> {
    const does = yield* this.value(of);
    const values = yield* this.values(args);
    const byName = new Map<string, unknown>();
    for (const [name, each] of named) byName.set(name, yield* this.value(each));
    if (!(does instanceof PythonFunction))
      throw new PythonException('TypeError', `'${typeName(does)}' object is not callable`);
    return yield* does.call(values, byName);
  }

  private operation(operator: string, left: unknown, right: unknown): unknown {
    if (operator === '==' || operator === '!=') return (shown(left) === shown(right)) === (operator === '==');
    if (operator === 'in')
      return Array.isArray(right)
        ? right.some((each) => shown(each) === shown(left))
        : text(right).includes(text(left));
    if (typeof left === 'string' && typeof right === 'string' && operator === '+') return left + right;
    if (typeof left !== 'number' || typeof right !== 'number') {
      const types = `'${typeName(left)}' and '${typeName(right)}'`;
      throw new PythonException('TypeError', `unsupported operand type(s) for ${operator}: ${types}`);
    }
    if ((operator === '/' || operator === '//' || operator === '%') && right === 0) {
      throw new PythonException('ZeroDivisionError', 'division by zero');
    }
    const results: Readonly<Record<string, number | boolean>> = {
      '+': left + right,
      '-': left - right,
      '*': left * right,
      '/': left / right,
      '//': Math.floor(left / right),
      '%': left - right * Math.floor(left / right),
      '<': left < right,
      '>': left > right,
      '<=': left <= right,
      '>=': left >= right,
    };
    return results[operator];
  }
}
