import type { Expression } from './ast';
import { parseColumnType } from './parse-column-type';
import { parseSelect } from './parse-select';
import type { TokenReader } from './token-reader';

/** Operators of two operands from the loosest to the tightest; each level reads the next. */
const LEVELS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['XOR'],
  ['AND', '&&'],
  // NOT and comparisons stand between.
  ['+', '-'],
  ['*', '/', '%', 'DIV', 'MOD'],
];
const COMPARED_LEVEL = 3;
const COMPARISONS = ['=', '<=>', '<>', '!=', '<=', '>=', '<', '>'];

/** Reads an expression. Throws SqlError. */
export const parseExpression = (reader: TokenReader): Expression => parseLevel(reader, 0);

function parseLevel(reader: TokenReader, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(reader);
  const next = (): Expression => (level + 1 === COMPARED_LEVEL ? parseNot(reader) : parseLevel(reader, level + 1));
  let left = next();
  for (
    let operator = reader.acceptOne(...operators);
    operator !== undefined;
    operator = reader.acceptOne(...operators)
  ) {
    left = { type: 'binary', operator, left, right: next() };
  }
  return left;
}

function parseNot(reader: TokenReader): Expression {
  if (reader.accept('NOT') || reader.accept('!')) return { type: 'unary', operator: 'not', operand: parseNot(reader) };
  let left = parseLevel(reader, COMPARED_LEVEL);
  for (let more = parseComparison(reader, left); more !== undefined; more = parseComparison(reader, left)) left = more;
  return left;
}

/** What compares `left`; undefined when nothing does. */
function parseComparison(reader: TokenReader, left: Expression): Expression | undefined {
  const operator = reader.acceptOne(...COMPARISONS);
  if (operator !== undefined) return { type: 'binary', operator, left, right: parseLevel(reader, COMPARED_LEVEL) };
  if (reader.accept('IS')) return parseIs(reader, left);
  const isNegated = ['IN', 'BETWEEN', 'LIKE', 'ILIKE', 'REGEXP', 'RLIKE'].some((word) => reader.isNext('NOT', word));
  if (isNegated) reader.take();
  if (reader.accept('IN')) return { type: 'in', operand: left, list: parseInList(reader), isNegated };
  if (reader.accept('BETWEEN')) {
    const low = parseLevel(reader, COMPARED_LEVEL);
    reader.expect('AND');
    return { type: 'between', operand: left, low, high: parseLevel(reader, COMPARED_LEVEL), isNegated };
  }
  const word = reader.acceptOne('LIKE', 'ILIKE', 'REGEXP', 'RLIKE');
  if (word === undefined) return undefined;
  const pattern = parseLevel(reader, COMPARED_LEVEL);
  return { type: 'like', operand: left, pattern, isNegated, isRegular: word === 'REGEXP' || word === 'RLIKE' };
}

function parseIs(reader: TokenReader, operand: Expression): Expression {
  const isNegated = reader.accept('NOT');
  if (reader.accept('NULL')) return { type: 'isNull', operand, isNegated };
  const truth = reader.acceptOne('TRUE', 'FALSE');
  if (truth === undefined) throw reader.error();
  return { type: 'isTruth', operand, truth: truth === 'TRUE', isNegated };
}

function parseInList(reader: TokenReader): readonly Expression[] | ReturnType<typeof parseSelect> {
  reader.expect('(');
  const list = reader.isNext('SELECT') ? parseSelect(reader) : reader.list(() => parseExpression(reader));
  reader.expect(')');
  return list;
}

function parseUnary(reader: TokenReader): Expression {
  const sign = reader.acceptOne('-', '+');
  if (sign === '-' || sign === '+') return { type: 'unary', operator: sign, operand: parseUnary(reader) };
  if (reader.accept('BINARY')) return parseUnary(reader);
  let operand = parsePrimary(reader);
  while (reader.accept('::')) operand = { type: 'cast', operand, to: parseColumnType(reader) };
  if (reader.accept('COLLATE')) reader.take();
  return operand;
}

const literal = (value: string | number | boolean | null): Expression => ({ type: 'literal', value });

function parsePrimary(reader: TokenReader): Expression {
  const { token } = reader;
  if (token.type === 'number') return literal(Number(reader.take().text));
  if (token.type === 'text') {
    let { text } = reader.take();
    // Texts side by side are one.
    while (reader.token.type === 'text') text += reader.take().text;
    return literal(text);
  }
  if (token.type === 'parameter') return { type: 'parameter', index: reader.parameter(reader.take().text) };
  if (token.type === 'variable') return { type: 'variable', name: reader.take().text };
  if (reader.accept('(')) {
    const inner: Expression = reader.isNext('SELECT')
      ? { type: 'subquery', select: parseSelect(reader) }
      : parseExpression(reader);
    reader.expect(')');
    return inner;
  }
  return parseWord(reader);
}

function parseWord(reader: TokenReader): Expression {
  if (reader.accept('NULL')) return literal(null);
  if (reader.accept('TRUE')) return literal(true);
  if (reader.accept('FALSE')) return literal(false);
  if (reader.accept('CASE')) return parseCase(reader);
  if (reader.isNext('EXISTS', '(')) {
    reader.expect('EXISTS', '(');
    const select = parseSelect(reader);
    reader.expect(')');
    return { type: 'exists', select };
  }
  if (reader.peek(1).text === '(' && reader.token.type === 'word') return parseCall(reader);
  if (reader.acceptOne('CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP') !== undefined) return call('now');
  if (reader.accept('CURRENT_DATE')) return call('curdate');
  if (reader.accept('CURRENT_USER')) return call('current_user');
  const name = reader.name();
  if (!reader.accept('.')) return { type: 'column', name };
  const column = reader.name(true);
  // The name of a database in front says nothing that its table does not.
  if (reader.accept('.')) return { type: 'column', table: column, name: reader.name(true) };
  return { type: 'column', table: name, name: column };
}

const call = (name: string, args: readonly Expression[] = [], isDistinct = false): Expression => ({
  type: 'call',
  name,
  args,
  isDistinct,
});

/** Words in front of a bracket that others than functions have. */
function parseCall(reader: TokenReader): Expression {
  if (reader.accept('COUNT', '(', '*', ')')) return { type: 'countRows' };
  if (reader.accept('CAST', '(') || reader.accept('CONVERT', '(')) {
    const operand = parseExpression(reader);
    if (!reader.accept('AS')) reader.expect(',');
    const to = parseColumnType(reader);
    reader.expect(')');
    return { type: 'cast', operand, to };
  }
  if (reader.accept('VALUES', '(')) {
    const name = reader.name();
    reader.expect(')');
    return { type: 'inserted', name };
  }
  const name = reader.take().text.toLowerCase();
  reader.expect('(');
  if (reader.accept(')')) return call(name);
  const isDistinct = reader.accept('DISTINCT');
  const args = reader.list(() => parseExpression(reader));
  reader.expect(')');
  return call(name, args, isDistinct);
}

function parseCase(reader: TokenReader): Expression {
  const operand = reader.isNext('WHEN') ? undefined : parseExpression(reader);
  const branches: { when: Expression; then: Expression }[] = [];
  while (reader.accept('WHEN')) {
    const when = parseExpression(reader);
    reader.expect('THEN');
    branches.push({ when, then: parseExpression(reader) });
  }
  const otherwise = reader.accept('ELSE') ? parseExpression(reader) : undefined;
  reader.expect('END');
  return { type: 'case', branches, ...(operand && { operand }), ...(otherwise && { otherwise }) };
}
