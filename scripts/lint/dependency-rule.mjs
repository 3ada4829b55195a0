import { isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { ALL, dependencyTable } from './dependency-table.mjs';

/** The row of a path below src without extension: the longest one that holds it, or its index. */
function rowOf(path) {
  const holds = (row) => path === row || path.startsWith(`${row}/`) || `${path}/index` === row;
  return Object.keys(dependencyTable)
    .filter(holds)
    .sort((left, right) => right.length - left.length)[0];
}

const lists = (allowed, name) => allowed === ALL || allowed.includes(name);
const inWords = (allowed) => (allowed.length === 0 ? 'nothing' : allowed.join(', '));

/** 'cdk8s-plus-28' of 'cdk8s-plus-28/lib/pod', '@scope/name' of '@scope/name/part'. */
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const EXTENSION = /\.(d\.)?[cm]?[jt]s$/;

/** Why the file at `path` (below src, without extension) must not import `specifier`, or undefined. */
function refusal(path, specifier) {
  const from = rowOf(path);
  if (from === undefined) return `src/${path} has no row in scripts/lint/dependency-table.mjs: add one`;
  const { rows, packages, builtins } = dependencyTable[from];
  if (specifier.startsWith('.')) {
    const target = join(dirname(path), specifier).split(sep).join('/').replace(EXTENSION, '').replace(/\/$/, '');
    if (target.startsWith('..')) return `'${specifier}' lies outside src`;
    const to = rowOf(target);
    if (to === undefined) return `src/${target} has no row in scripts/lint/dependency-table.mjs: add one`;
    return to === from || lists(rows, to)
      ? undefined
      : `${from} must not import from ${to}; of src it may import from: ${inWords(rows)}`;
  }
  if (isBuiltin(specifier)) {
    if (!specifier.startsWith('node:')) return `write 'node:${specifier}' for the built-in module '${specifier}'`;
    return lists(builtins, specifier)
      ? undefined
      : `${from} must not import '${specifier}'; built-in modules for it: ${inWords(builtins)}`;
  }
  return lists(packages, packageOf(specifier))
    ? undefined
    : `${from} must not import the package '${packageOf(specifier)}'; packages for it: ${inWords(packages)}`;
}

/** The module named by an expression: its text, or undefined where only running would tell. */
function literalOf(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
}

const isRequire = (callee) =>
  callee.type === 'Identifier'
    ? callee.name === 'require'
    : callee.type === 'MemberExpression' && callee.object.name === 'require' && callee.property.name === 'resolve';

/**
 * ESLint rule: every import, re-export, import() and require of a file of src follows the dependency table.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const dependencyRule = {
  meta: { type: 'problem', schema: [], docs: { description: 'imports follow scripts/lint/dependency-table.mjs' } },
  create(context) {
    const path = relative(join(context.cwd, 'src'), context.filename).split(sep).join('/').replace(EXTENSION, '');
    const row = dependencyTable[rowOf(path)];
    const isFree = row !== undefined && [row.rows, row.packages, row.builtins].every((allowed) => allowed === ALL);
    const computed = isFree ? undefined : 'name the module literally, so that lint can judge it';
    const check = (node) => {
      if (node === null || node === undefined) return;
      const specifier = literalOf(node);
      const message = specifier === undefined ? computed : refusal(path, specifier);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSExternalModuleReference: (node) => check(node.expression),
      TSImportType: (node) => check(node.source),
      CallExpression: (node) => {
        if (isRequire(node.callee)) check(node.arguments[0]);
      },
      Program: (node) => {
        if (row === undefined) {
          context.report({ node, message: `src/${path} has no row in scripts/lint/dependency-table.mjs: add one` });
        }
      },
    };
  },
};
