import { hashText } from '../../engine';
import { filesOf, type FileDefinition, type FileLayer, Volume } from '../../process';
import type { Collect, Payload, PayloadFile } from './payload';

/** What a volume of objects is made with. */
export interface ProjectedFilesOptions {
  readonly nowMs: () => number;
  /** Whether it is in memory: all but ConfigMaps are. */
  readonly isInMemory: boolean;
  /** Group that may read all of it. @default - root */
  readonly fsGroup?: number | undefined;
  /** Something of its own: names of hidden directories are drawn from it. */
  readonly seed: string;
}

const NOTHING: Payload = new Map();

const SET_GROUP = 0o2000;
const DATA = '..data';
const NEW_DATA = '..data_tmp';

function isEqual(left: PayloadFile, right: PayloadFile | undefined): boolean {
  if (right === undefined || left.mode !== right.mode) return false;
  const [mine, other] = [left.content, right.content];
  // What is made whenever somebody looks is always up to date.
  if (typeof mine === 'function' || typeof other === 'function') return typeof mine === typeof other;
  return mine.length === other.length && mine.every((byte, index) => byte === other[index]);
}

const isSame = (left: Payload, right: Payload): boolean =>
  left.size === right.size && [...left].every(([path, file]) => isEqual(file, right.get(path)));

const linkTo = (target: string): FileDefinition => ({ type: 'symlink', target });

/** First names of the paths of a payload: what is seen in the root of the volume. */
const visibleNames = (payload: Payload): ReadonlySet<string> =>
  new Set([...payload.keys()].map((path) => path.replace(/\/.*$/s, '')));

/**
 * Files of a ConfigMap, Secret or the like as a node lays them out: real files in a hidden directory named by the time,
 * `..data` leading there, and a link for each name. All of them change at once, when `..data` is moved.
 *
 * Source: Kubernetes 1.36, pkg/volume/util/atomic_writer.go `Write`.
 */
export class ProjectedFiles {
  readonly volume: Volume;
  private shown: Payload = NOTHING;
  private versions = 0;

  constructor(
    private collect: Collect,
    private readonly options: ProjectedFilesOptions,
  ) {
    const { nowMs, isInMemory, fsGroup } = options;
    const mode = isInMemory ? 0o1777 : 0o777;
    const owner = fsGroup === undefined ? { mode } : { mode, gid: fsGroup };
    this.volume = new Volume({
      nowMs,
      type: isInMemory ? 'tmpfs' : undefined,
      source: isInMemory ? undefined : '/dev/vda1',
      owner,
      layers: () => [this.firstLayer()],
      layerMs: nowMs(),
    });
  }

  /** Shows what `collect` gives from now on. */
  update(collect: Collect): void {
    this.collect = collect;
    if (this.volume.isUntouched) return;
    const payload = collect();
    if (isSame(payload, this.shown)) return;
    const files = filesOf(this.volume);
    const oldDirectory = files.statLink(`/${DATA}`).target ?? '';
    const directory = this.nextDirectory();
    this.volume.graft(directory, this.layerOf(payload));
    for (const name of visibleNames(payload)) {
      if (!visibleNames(this.shown).has(name)) files.symlink(`${DATA}/${name}`, `/${name}`);
    }
    files.symlink(directory, `/${NEW_DATA}`);
    files.rename(`/${NEW_DATA}`, `/${DATA}`);
    for (const name of visibleNames(this.shown)) {
      if (!visibleNames(payload).has(name)) files.remove(`/${name}`);
    }
    files.remove(`/${oldDirectory}`, { isRecursive: true });
    this.shown = payload;
  }

  private firstLayer(): FileLayer {
    this.shown = this.collect();
    const directory = this.nextDirectory();
    const real = Object.entries(this.layerOf(this.shown)).map(
      ([path, file]) => [`/${directory}${path}`, file] as const,
    );
    const links = [...visibleNames(this.shown)].map((name) => [`/${name}`, linkTo(`${DATA}/${name}`)] as const);
    return Object.fromEntries([...real, [`/${DATA}`, linkTo(directory)], ...links]);
  }

  /** The real files, by their paths in the hidden directory. */
  private layerOf(payload: Payload): FileLayer {
    const { fsGroup } = this.options;
    const group = fsGroup === undefined ? {} : { gid: fsGroup };
    const folder: FileDefinition = {
      type: 'directory',
      mode: fsGroup === undefined ? 0o755 : 0o755 | SET_GROUP,
      ...group,
    };
    const layer: Record<string, FileDefinition> = { '/': folder };
    for (const [path, { content, mode, uid = 0 }] of payload) {
      const names = path.split('/');
      for (let depth = 1; depth < names.length; depth += 1) layer[`/${names.slice(0, depth).join('/')}`] = folder;
      const owner = { mode: fsGroup === undefined ? mode : mode | 0o440, uid, ...group };
      layer[`/${path}`] =
        typeof content === 'function'
          ? { type: 'dynamic', read: content, showsSize: true, ...owner }
          : { type: 'file', content, ...owner };
    }
    return layer;
  }

  /** `..2026_01_02_15_04_05.123456789`: digits that are random on a real node are drawn from the name of the volume. */
  private nextDirectory(): string {
    const time = new Date(this.options.nowMs()).toISOString().slice(0, 19).replace(/[-T:]/g, '_');
    this.versions += 1;
    return `..${time}.${hashText(`${this.options.seed}/${this.versions}`).toString().padStart(9, '0')}`;
  }
}
