import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { k8s } from './k8s';
import type { Construct } from 'constructs';
import { ArgumentError, requireLabels, requireObjectName, requirePattern } from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { ValueSource } from './environment-variable';
import { type KeyFiles, Volume } from './volume';

/** Props of `ConfigFiles`. */
export interface ConfigFilesProps extends ObjectProps {
  /** Paths of text files; each becomes a key named like the file. @default - none */
  readonly files?: readonly string[];
  /** Further keys and their text. @default - none */
  readonly entries?: Readonly<Record<string, string>>;
  /** Whether Kubernetes refuses later changes. @default - they are allowed */
  readonly immutable?: boolean;
}

/** Largest sum of keys and values. Source: Kubernetes 1.36, pkg/apis/core MaxSecretSize (also of ConfigMaps). */
const BYTES_MAX = 1_048_576;

/** Configuration as files and values: a ConfigMap. Files are read during synthesis, from the disk. */
export class ConfigFiles extends Block {
  /** Name of the ConfigMap. */
  readonly name: string;
  /** Keys it holds, in order. */
  readonly keys: readonly string[];

  constructor(scope: Construct, id: string, props: ConfigFilesProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    const data: Record<string, string> = { ...props.entries };
    for (const file of props.files ?? []) {
      const key = basename(file);
      if (key in data) throw new ArgumentError(this, 'files', 'must not name a key twice', key);
      data[key] = this.read(file);
    }
    this.keys = Object.keys(data);
    for (const [key, value] of Object.entries(data)) {
      const rule = "must consist of letters, digits, '-', '_' or '.' (at most 253)";
      requirePattern(this, 'key', key, /^(?!\.\.)(?!\.$)[-._a-zA-Z0-9]{1,253}$/, rule);
      if (typeof value !== 'string') throw new ArgumentError(this, `entries.${key}`, 'must be a string', value);
    }
    const bytes = Object.entries(data).reduce((sum, [key, value]) => sum + key.length + Buffer.byteLength(value), 0);
    if (bytes > BYTES_MAX) throw new ArgumentError(this, 'files', `must hold at most ${BYTES_MAX} bytes`, bytes);
    new k8s.KubeConfigMap(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      data: this.keys.length === 0 ? undefined : data,
      immutable: props.immutable,
    });
  }

  /** The value under `key`, for an environment variable. */
  value(key: string): ValueSource {
    return ValueSource.config(this.name, key);
  }

  /** The keys as files of a volume called `volumeName`. */
  volume(volumeName: string, files?: KeyFiles): Volume {
    return Volume.config(volumeName, this.name, files);
  }

  private read(file: string): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    } catch (error) {
      throw new ArgumentError(this, 'files', `must be readable text (${(error as Error).message})`, file);
    }
  }
}
