import type { IConstruct } from 'constructs';
import { requireLabelName } from './argument';
import type { k8s } from './k8s';
import { type Quantity, toQuantity } from './quantity';

/** Which keys of a ConfigMap or Secret become files, and with which rights. */
export interface KeyFiles {
  /** Keys to show, as a map of key to file name. @default - every key, under its own name */
  readonly items?: Readonly<Record<string, string>>;
  /** Rights of the files, such as 0o644. @default - 0o644, left out of the manifest */
  readonly defaultMode?: number;
  /** Lets the Pod start without the object or key. @default - the Pod waits for it */
  readonly optional?: boolean;
}

/** How a container sees a volume. */
export interface MountOptions {
  /** Refuses writes. @default - writable, if the volume is */
  readonly readOnly?: boolean;
  /** Only this file or folder of the volume. @default - all of it */
  readonly subPath?: string;
}

const itemsOf = (items: KeyFiles['items']) =>
  items === undefined ? undefined : Object.entries(items).map(([key, path]) => ({ key, path }));

/**
 * A volume of a Pod. Give it to the `mounts` of one or more containers; the Pod then lists it by itself.
 * Two volumes of one name in a Pod must be the same object.
 */
export class Volume {
  /** A folder that lives as long as the Pod. `medium: 'Memory'` keeps it in memory. */
  static emptyDir(name: string, options: { readonly medium?: 'Memory'; readonly sizeLimit?: Quantity } = {}): Volume {
    return new Volume(name, (scope) => ({
      emptyDir: {
        medium: options.medium,
        sizeLimit:
          options.sizeLimit === undefined
            ? undefined
            : toQuantity(scope, `volume ${name} sizeLimit`, options.sizeLimit),
      },
    }));
  }

  /** The keys of ConfigMap `config` as files. */
  static config(name: string, config: string, files: KeyFiles = {}): Volume {
    const { items, ...rest } = files;
    return new Volume(name, () => ({ configMap: { name: config, items: itemsOf(items), ...rest } }));
  }

  /** The keys of Secret `secret` as files. */
  static secret(name: string, secret: string, files: KeyFiles = {}): Volume {
    const { items, ...rest } = files;
    return new Volume(name, () => ({ secret: { secretName: secret, items: itemsOf(items), ...rest } }));
  }

  /** A file or folder of the node. `type` such as 'Directory' is checked by the kubelet. */
  static hostPath(name: string, path: string, type?: string): Volume {
    return new Volume(name, () => ({ hostPath: { path, type } }));
  }

  /** A folder of an NFS server. */
  static nfs(name: string, server: string, path: string): Volume {
    return new Volume(name, () => ({ nfs: { server, path } }));
  }

  /** A claim of the same namespace. */
  static claim(name: string, claimName: string): Volume {
    return new Volume(name, () => ({ persistentVolumeClaim: { claimName } }));
  }

  /**
   * A volume that the workload's own `claims` make for each replica (`StatefulService`): mounted by name, not listed
   * in the Pod.
   */
  static ofClaimTemplate(name: string): Volume {
    return new Volume(name, undefined);
  }

  /** Any other source, as the typed classes have it: the way out for what is not offered above. */
  static of(name: string, source: Omit<k8s.Volume, 'name'>): Volume {
    return new Volume(name, () => source);
  }

  private constructor(
    readonly name: string,
    private readonly source: ((scope: IConstruct) => Omit<k8s.Volume, 'name'>) | undefined,
    private readonly options: MountOptions = {},
    private readonly original?: Volume,
  ) {}

  /** This volume as one container sees it. */
  mounted(options: MountOptions): Volume {
    return new Volume(this.name, this.source, { ...this.options, ...options }, this.identity);
  }

  /** This volume, mounted read-only. */
  readOnly(): Volume {
    return this.mounted({ readOnly: true });
  }

  /** The volume behind all mounts of it. */
  get identity(): Volume {
    return this.original ?? this;
  }

  /** Entry of `volumeMounts`. */
  toMount(mountPath: string): k8s.VolumeMount {
    return { name: this.name, mountPath, ...this.options };
  }

  /** Entry of the Pod's `volumes`; undefined when a claim template provides it. */
  toVolume(scope: IConstruct): k8s.Volume | undefined {
    requireLabelName(scope, 'volume name', this.name);
    return this.source === undefined ? undefined : { name: this.name, ...this.source(scope) };
  }
}
