import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './source-files';

/** A module that no file holds: where it would be in the repository, and its text. */
export interface VirtualModule {
  /** Path from the root of the repository, with '/'. */
  readonly path: string;
  readonly text: string;
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return { ...options, composite: false, incremental: false, tsBuildInfoFile: undefined, noEmit: true };
}

/** What the compiler says of `modules`, with the settings of the repository: one line each, none when all is well. */
export function typeErrorsOf(modules: readonly VirtualModule[]): string[] {
  const texts = new Map(modules.map(({ path, text }) => [join(ROOT, path), text]));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...texts.keys()], options, {
    ...host,
    // Folders that only these modules are in are looked into as well.
    directoryExists: (path) =>
      [...texts.keys()].some((file) => file.startsWith(`${path}/`)) || host.directoryExists?.(path) !== false,
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    getSourceFile: (path, target) =>
      texts.has(path) ? ts.createSourceFile(path, texts.get(path) as string, target) : host.getSourceFile(path, target),
  });
  return [...texts.keys()]
    .map((path) => program.getSourceFile(path))
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

/** Runs a module, whose imports are those of the file that it would be beside `others`, and returns what it exports. */
export function exportsOf(
  { path, text }: VirtualModule,
  others: readonly VirtualModule[] = [],
): Record<string, unknown> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exported: Record<string, unknown> = {};
  const importing = (name: string): unknown => {
    if (!name.startsWith('.')) return jest.requireActual(name);
    const file = join(dirname(path), name);
    const other = others.find((each) => each.path === `${file}.ts`);
    return other === undefined ? jest.requireActual(join(ROOT, file)) : exportsOf(other, others);
  };
  new Function('require', 'exports', outputText)(importing, exported);
  return exported;
}
