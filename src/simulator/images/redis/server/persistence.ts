import { type Coroutine, isSystemError, type Process, type Program } from '../../../process';
import { toByteText } from '../protocol/byte-text';
import type { Dump, DumpedKey } from '../rdb/format';
import { readDump } from '../rdb/read-dump';
import { writeDump } from '../rdb/write-dump';
import { Alarm } from './alarm';
import type { RedisServer } from './redis-server';

/** Time after a failed save before the next. Source: Redis 7.0, src/server.h `CONFIG_BGSAVE_RETRY_DELAY`. */
const RETRY_MS = 5000;
/** Virtual time that a save in the background takes at least: a process is made and ends. */
const SAVE_MS = 20;

/** Dumps of all that a server holds: when they are made, and where. */
export class Persistence {
  /** Changes since the last save. */
  changes = 0;
  /** Changes since the start. */
  allChanges = 0;
  lastSaveMs: number;
  /** Whether a save goes on in the background. */
  isSaving = false;
  /** Whether the last save came to nothing. */
  hasFailed = false;
  saves = 0;
  private lastTryMs = 0;
  private readonly alarm: Alarm;

  constructor(private readonly server: RedisServer) {
    this.lastSaveMs = server.nowMs;
    this.alarm = new Alarm(server.process, () => this.saveWhenDue());
  }

  get path(): string {
    return this.server.config.text('dbfilename');
  }

  /** Notes a change: a rule of `save` may be due some time. */
  noteChange(): void {
    this.changes += 1;
    this.allChanges += 1;
    this.plan();
  }

  /** Plans the next save by the rules of `save`. */
  plan(): void {
    const { server } = this;
    const due = server.config
      .savePoints()
      .filter(({ changes }) => this.changes >= changes)
      .map(({ seconds }) => this.lastSaveMs + seconds * 1000 + 1);
    if (due.length === 0) return;
    const retryMs = this.hasFailed ? this.lastTryMs + RETRY_MS : 0;
    this.alarm.set(Math.max(Math.min(...due), retryMs, server.nowMs));
  }

  /** All that the server holds, as a dump. */
  dump(): Uint8Array {
    const { server } = this;
    const { version, nowMs } = server;
    const notes = new Map([
      ['redis-ver', version.number],
      ['redis-bits', '64'],
      ['ctime', String(Math.floor(nowMs / 1000))],
      ['used-mem', String(server.memory.usedBytes)],
      [version.isFrom(7) ? 'aof-base' : 'aof-preamble', '0'],
    ]);
    const keys: DumpedKey[] = server.databases.flatMap((database) =>
      database.contents().map(([key, value, expiresAtMs]) => ({ database: database.index, key, value, expiresAtMs })),
    );
    return writeDump({ notes, keys }, version);
  }

  /** Saves while everybody waits; whether it went well. */
  save(): boolean {
    const wasSaved = this.write(this.dump());
    this.finish(wasSaved);
    return wasSaved;
  }

  /** Saves in a process of its own. */
  saveInBackground(): void {
    const { server } = this;
    const dump = this.dump();
    const { changes } = this;
    this.isSaving = true;
    this.lastTryMs = server.nowMs;
    const program: Program = (process) => this.runChild(process, dump);
    const child = server.process.spawn({ argv: ['redis-rdb-bgsave', ...server.process.argv.slice(1)], program });
    server.log.write('*', `Background saving started by pid ${child.pid}`);
    server.process.start(this.awaitChild(child.wait(), changes));
  }

  /** Reads the file of the last save, if there is one; returns how many keys it held. Throws DumpError, SystemError. */
  load(): { readonly dump: Dump; readonly bytes: number } | undefined {
    const { files } = this.server.process;
    if (!files.exists(this.path)) return undefined;
    const text = toByteText(files.read(this.path));
    return { dump: readDump(text), bytes: text.length };
  }

  /** Puts a dump in place of all that the server holds; keys whose time is over are left out. Returns their number. */
  restore({ keys }: Dump): { readonly loaded: number; readonly expired: number } {
    const { server } = this;
    for (const database of server.databases) database.clear();
    let expired = 0;
    for (const { database, key, value, expiresAtMs } of keys) {
      if (expiresAtMs !== undefined && expiresAtMs <= server.nowMs && server.removesExpired) expired += 1;
      else server.database(database).set(key, value, expiresAtMs);
    }
    this.changes = 0;
    return { loaded: keys.length - expired, expired };
  }

  private saveWhenDue(): void {
    const { server } = this;
    const rule = server.config
      .savePoints()
      .find(({ seconds, changes }) => this.changes >= changes && server.nowMs - this.lastSaveMs > seconds * 1000);
    if (rule === undefined || this.isSaving) return this.plan();
    server.log.write('*', `${rule.changes} changes in ${rule.seconds} seconds. Saving...`);
    this.saveInBackground();
  }

  private *runChild(process: Process, dump: Uint8Array): Coroutine<number> {
    yield* process.sleep(SAVE_MS);
    const wasSaved = this.write(dump, process.pid);
    const { log, version } = this.server;
    const copied = version.isFrom(7)
      ? 'Fork CoW for RDB: current 0 MB, peak 0 MB, average 0 MB'
      : 'RDB: 0 MB of memory used by copy-on-write';
    if (wasSaved) log.write('*', copied, process.pid);
    return wasSaved ? 0 : 1;
  }

  private *awaitChild(end: Coroutine<{ readonly code: number }>, changes: number): Coroutine<void> {
    const { code } = yield* end;
    const { server } = this;
    this.isSaving = false;
    server.log.write(
      code === 0 ? '*' : '#',
      code === 0 ? 'Background saving terminated with success' : 'Background saving error',
    );
    const before = this.changes;
    this.finish(code === 0);
    if (code === 0) this.changes = before - changes;
    this.plan();
  }

  private finish(wasSaved: boolean): void {
    this.hasFailed = !wasSaved;
    this.lastTryMs = this.server.nowMs;
    if (!wasSaved) return;
    this.saves += 1;
    this.changes = 0;
    this.lastSaveMs = this.server.nowMs;
  }

  /** Writes the file, in the name of a child when one does it; whether it went well. */
  private write(dump: Uint8Array, child?: number): boolean {
    const { version, log, process } = this.server;
    const { files } = process;
    const temporary = `temp-${child ?? process.pid}.rdb`;
    try {
      files.write(temporary, dump);
      files.rename(temporary, this.path);
      log.write('*', 'DB saved on disk', child);
      return true;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const what = version.isFrom(7) ? `temp RDB file ${temporary}` : `RDB file ${this.path}`;
      const where = `(in server root dir ${files.directory})`;
      log.write('#', `Failed opening the ${what} ${where} for saving: ${error.message}`, child);
      return false;
    }
  }
}
