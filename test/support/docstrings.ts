import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Resolves imports of our own files only: what packages declare is documented there. */
function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    resolveModuleNameLiterals: (literals, containingFile) =>
      literals.map(({ text }) => {
        const path = text.startsWith('.') ? join(dirname(containingFile), text) : undefined;
        const found = path === undefined ? undefined : [`${path}.ts`, `${path}/index.ts`].find(ts.sys.fileExists);
        if (found === undefined) return { resolvedModule: undefined };
        return { resolvedModule: { resolvedFileName: found, extension: ts.Extension.Ts } };
      }),
  };
}

const hasText = (symbol: ts.Symbol, checker: ts.TypeChecker): boolean =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== '';

const isOptional = (symbol: ts.Symbol): boolean => (symbol.flags & ts.SymbolFlags.Optional) !== 0;

function missingOf(prop: ts.Symbol, checker: ts.TypeChecker): string | undefined {
  if (!hasText(prop, checker)) return 'no docstring';
  if (!isOptional(prop) || prop.getJsDocTags(checker).some(({ name }) => name === 'default')) return undefined;
  return 'optional, and no @default says what happens without it';
}

/** Exports of the module `entry` without a docstring, and props that do not say what they must, one line each. */
export function undocumentedExports(entry: string): string[] {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, noLib: true, types: [] };
  const program = ts.createProgram([entry], options, hostOf(options));
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} is not a module with exports`);
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const props = symbol.name.endsWith('Props') ? [...(symbol.members?.values() ?? [])] : [];
    return [
      ...(hasText(symbol, checker) ? [] : [`${exported.name}: no docstring`]),
      ...props.flatMap((prop) => {
        const missing = missingOf(prop, checker);
        return missing === undefined ? [] : [`${exported.name}.${prop.name}: ${missing}`];
      }),
    ];
  });
}
