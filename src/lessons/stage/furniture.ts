import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterCertificates, writeKubeconfig } from '../../simulator/edge';

/** What is put there. */
export interface Furnishing {
  readonly certificates: ClusterCertificates;
  /** Words that start `workshop`. */
  readonly workshop: readonly string[];
  /** Folder of the participant. @default - a temporary one */
  readonly folder?: string;
  /** File to write for kubectl. @default - a temporary one */
  readonly kubeconfig?: string;
}

/** What a participant needs on the disk. */
export interface Furniture {
  /** Everything temporary. */
  readonly base: string;
  /** Programs that come with the lesson. */
  readonly programs: string;
  readonly home: string;
  /** Where the participant types. */
  readonly folder: string;
  readonly kubeconfig: string;
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Makes folders and files of a stage; nothing temporary is left when that fails. */
export function furnish({ folder, kubeconfig, workshop, certificates }: Furnishing, url: string): Furniture {
  const base = mkdtempSync(join(tmpdir(), 'workshop-lesson-'));
  const furniture: Furniture = {
    base,
    programs: join(base, 'bin'),
    home: join(base, 'home'),
    folder: folder ?? join(base, 'work'),
    kubeconfig: kubeconfig ?? join(base, 'home', 'kubeconfig'),
  };
  try {
    for (const each of [furniture.folder, furniture.programs, furniture.home]) mkdirSync(each, { recursive: true });
    const script = `#!/bin/sh\nexec ${workshop.map(quoted).join(' ')} "$@"\n`;
    writeFileSync(join(furniture.programs, 'workshop'), script, { mode: 0o755 });
    writeKubeconfig(furniture.kubeconfig, url, certificates);
    return furniture;
  } catch (error) {
    rmSync(base, { recursive: true, force: true });
    throw error;
  }
}
