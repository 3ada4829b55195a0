/** The shells `sh`, `ash`, `dash` and `bash`, and what tools share with them. */
export type { Dialect } from './dialect';
export { unescape } from './escapes';
export { formatTime } from './format-time';
export { echoText } from './builtins/output';
export { escapeExpression, matchesPattern, patternSource } from './pattern';
export { parseScript } from './parser';
export { formatNumber, formatPrintf } from './printf';
export { type ExpressionOptions, toExpression } from './regular-expression';
export { shellProgram, type ShellOptions } from './shell-program';
export { evaluateTest, TestError } from './test-expression';
