import { type Coroutine, isSystemError, type Process, type Program } from '../../process';
import { goLog } from '../kuard/go-log';
import { endsAsGoDoes } from '../kuard/go-signals';
import { backend } from './backend';
import { type AwsmeFlags, FlagError, parseFlags, usage } from './flags';
import { frontend } from './frontend';
import { VERSION } from './instance';
import { NoteStore, StoreError } from './note-store';

const MEBIBYTE = 1024 * 1024;

function* run(process: Process, flags: AwsmeFlags): Coroutine<number> {
  const { mode, 'run-migrations': migrates } = flags;
  if (mode === 'frontend') return yield* frontend(process, flags);
  if (mode !== 'backend' && !(mode === '' && migrates)) {
    yield* goLog(process, `Unknown mode: ${mode}, should be either backend or frontend`);
    return 1;
  }
  const { 'db-host': host, 'db-user': user, 'db-password': password } = flags;
  const store = new NoteStore(process, { host, user, password });
  if (migrates) yield* store.migrate();
  else yield* store.open();
  return mode === 'backend' ? yield* backend(process, flags, store) : 0;
}

/**
 * The sample application of the workshop on AWS: frontend, backend or migration by its flags.
 *
 * Source: sample-app-aws, main.go. Not modelled: what it asks of the cloud that it runs on; it takes itself for local.
 */
export const app: Program = function* (process) {
  const { argv } = process;
  let flags: AwsmeFlags;
  try {
    flags = parseFlags(argv.slice(1));
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    yield* process.complain(`${error.message}\n${usage(argv[0] ?? 'app')}`);
    return 2;
  }
  endsAsGoDoes(process);
  process.useMemory(11 * MEBIBYTE);
  process.useProcessor(0.001);
  if (flags.version) {
    yield* process.print(`Version ${VERSION}\n`);
    return 0;
  }
  yield* process.sleep(flags.delay * 1000);
  try {
    return yield* run(process, flags);
  } catch (error) {
    const isRefused = error instanceof StoreError || isSystemError(error, 'EADDRINUSE');
    if (!isRefused) throw error;
    const text =
      error instanceof StoreError ? error.message : `listen tcp :${flags.port}: bind: address already in use`;
    yield* goLog(process, text);
    return 1;
  }
};
