import { fromByteText, toByteText } from '../protocol/byte-text';
import { encodeCommand } from '../protocol/encode-reply';
import { RequestParser } from '../protocol/request-parser';
import type { RedisServer } from './redis-server';

/** The folder of the files since 7.0. Not modelled: the setting `appenddirname`. */
const FOLDER = 'appendonlydir';

/**
 * The append only file: every change as the command that made it. Since 7.0 it is a folder of a dump, a list of commands
 * after it, and a manifest that names them.
 */
export class AppendOnlyFile {
  isOpen = false;
  private selected: number | undefined;
  private number = 1;

  constructor(private readonly server: RedisServer) {}

  /** Whether there is one to be read. */
  get exists(): boolean {
    return this.server.process.files.exists(this.isFolder ? `${FOLDER}/${this.name}.manifest` : this.name);
  }

  /** Begins to write; makes the files when they are missing. Throws SystemError. */
  open(): void {
    this.isOpen = true;
    this.selected = undefined;
    if (!this.exists) this.rewrite();
  }

  close(): void {
    this.isOpen = false;
  }

  append(database: number, words: readonly string[]): void {
    if (!this.isOpen) return;
    const select = this.selected === database ? '' : encodeCommand(['SELECT', String(database)]);
    this.selected = database;
    this.server.process.files.append(this.commandsPath, fromByteText(select + encodeCommand(words)));
  }

  /** Begins anew with a dump of what is there. */
  rewrite(): void {
    const { files } = this.server.process;
    const dump = this.server.persistence.dump();
    this.selected = undefined;
    if (!this.isFolder) {
      files.write(this.name, dump);
      return;
    }
    const before = this.paths();
    if (!files.exists(FOLDER)) files.makeDirectory(FOLDER);
    if (this.exists) this.number += 1;
    const [base, commands] = this.paths();
    files.write(`${FOLDER}/${base}`, dump);
    files.write(`${FOLDER}/${commands}`, '');
    files.write(
      `${FOLDER}/${this.name}.manifest`,
      `file ${base} seq ${this.number} type b\nfile ${commands} seq ${this.number} type i\n`,
    );
    for (const name of before) {
      if (name !== base && name !== commands && files.exists(`${FOLDER}/${name}`)) files.remove(`${FOLDER}/${name}`);
    }
  }

  /** The dump that the files begin with, and the commands after it. */
  read(): { readonly dump: string; readonly commands: readonly (readonly string[])[] } {
    const { files } = this.server.process;
    const parser = new RequestParser();
    let text: string;
    if (this.isFolder) {
      const manifest = files.readText(`${FOLDER}/${this.name}.manifest`);
      this.number = Number(/ seq (\d+) type b/.exec(manifest)?.[1] ?? 1);
      const [base, commands] = this.paths();
      text = toByteText(files.read(`${FOLDER}/${base}`));
      parser.push(files.read(`${FOLDER}/${commands}`));
    } else {
      const all = toByteText(files.read(this.name));
      // A dump ends with its mark and 8 bytes; what comes after begins with a list of two words: SELECT.
      const end = all.startsWith('REDIS') ? all.indexOf('*2\r\n$6\r\nSELECT\r\n') : 0;
      text = end < 0 ? all : all.slice(0, end);
      if (end >= 0) parser.push(fromByteText(all.slice(end)));
    }
    const commands: (readonly string[])[] = [];
    for (let words = parser.next(); words !== undefined; words = parser.next()) commands.push(words);
    return { dump: text, commands };
  }

  private get isFolder(): boolean {
    return this.server.version.isFrom(7);
  }

  private get name(): string {
    return this.server.config.text('appendfilename');
  }

  private get commandsPath(): string {
    return this.isFolder ? `${FOLDER}/${this.paths()[1]}` : this.name;
  }

  /** Names of the dump and of the commands after it. */
  private paths(): readonly [base: string, commands: string] {
    return [`${this.name}.${this.number}.base.rdb`, `${this.name}.${this.number}.incr.aof`];
  }
}
