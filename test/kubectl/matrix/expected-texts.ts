import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../support/source-files';

/** One file for each command; `ID.to-1.30.txt` where kubectl 1.30 and older print something else. */
const FOLDER = join(ROOT, 'test', 'kubectl', 'matrix', 'expected');

const minor = (version: string): number => Number(version.split('.')[1]);

/** All expected texts, as they are kept. */
export class ExpectedTexts {
  /** Newest kubectl that a file holds for, by the id of the command; Infinity for the file without a version. */
  private readonly files = new Map<string, Map<number, string>>();

  constructor() {
    for (const path of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
      const [, id, bound] = /^(.*?)(?:\.to-1\.(\d+))?\.txt$/.exec(path) ?? [];
      if (id !== undefined) this.bounds(id).set(bound === undefined ? Infinity : Number(bound), path);
    }
  }

  /** What kubectl `version` must say to the command `id`; undefined when nobody has said yet. */
  of(id: string, version: string): string | undefined {
    const bounds = [...this.bounds(id).keys()].filter((bound) => bound >= minor(version));
    const path = this.bounds(id).get(Math.min(...bounds));
    return path === undefined ? undefined : readFileSync(join(FOLDER, path), 'utf8');
  }

  /** Keeps `text` as what `version` and older print. Versions come from the newest to the oldest. */
  keep(id: string, version: string, text: string): void {
    if (this.of(id, version) === text) return;
    const bound = this.bounds(id).size === 0 ? Infinity : minor(version);
    const path = bound === Infinity ? `${id}.txt` : `${id}.to-${version}.txt`;
    mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
    writeFileSync(join(FOLDER, path), text);
    this.bounds(id).set(bound, path);
  }

  /** Forgets what was kept for `id`. */
  forget(id: string): void {
    for (const path of this.bounds(id).values()) rmSync(join(FOLDER, path), { force: true });
    this.files.delete(id);
  }

  /** Ids of the commands that have a text. */
  get ids(): string[] {
    return [...this.files.keys()].filter((id) => this.bounds(id).size > 0);
  }

  private bounds(id: string): Map<number, string> {
    const known = this.files.get(id) ?? new Map<number, string>();
    this.files.set(id, known);
    return known;
  }
}
