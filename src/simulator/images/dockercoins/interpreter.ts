import type { Program } from '../../process';

/** What an interpreter says of a script that is not there. */
type MissingText = (path: string) => string;

/**
 * An interpreter that runs the scripts of its image: those are programs here. Not modelled: the language itself, and
 * interpreters without a script.
 */
export const interpreter = (missing: MissingText, missingCode: number): Program =>
  function* (process) {
    const script = process.argv.slice(1).find((arg) => !arg.startsWith('-'));
    if (script === undefined) return 0;
    const { files } = process;
    const program = files.exists(script) ? files.stat(script).program : undefined;
    if (program !== undefined) return yield* program(process);
    yield* process.complain(`${missing(script)}\n`);
    return missingCode;
  };

/** Source: CPython 3.9, Modules/main.c `pymain_run_file`. */
export const python = interpreter(
  (path) => `python: can't open file '${path}': [Errno 2] No such file or directory`,
  2,
);

/** Source: Ruby 2.5, ruby.c `open_load_file`. */
export const ruby = interpreter((path) => `ruby: No such file or directory -- ${path} (LoadError)`, 1);

/** Source: Node.js 10, lib/internal/modules/cjs/loader.js. */
export const node = interpreter((path) => `Error: Cannot find module '/${path.replace(/^\//, '')}'`, 1);
