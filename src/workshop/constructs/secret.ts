import { createHash } from 'node:crypto';
import { k8s } from './k8s';
import type { Construct } from 'constructs';
import { ArgumentError, requireLabels, requireObjectName, requirePattern, requireSome } from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { contextOf, type SynthesisContext } from './context';
import { deriveCertificate } from './derived-certificate';
import { ValueSource } from './environment-variable';
import { type KeyFiles, Volume } from './volume';

/** What a derived value looks like: a password, a certificate with its key, or text around a password. */
export type DerivedValue = 'password' | 'certificate' | 'private-key' | ((password: string) => string);

/** One key of a `RequiredSecret`. */
export interface SecretKey {
  /** Published sample value, for lessons. @default - none: the Secret cannot be used with sample values */
  readonly sample?: string;
  /** How a value is computed where the environment derives its Secrets. @default 'password' */
  readonly derived?: DerivedValue;
}

/** Props of `RequiredSecret`. */
export interface RequiredSecretProps extends ObjectProps {
  /** Keys, at least one. */
  readonly keys: Readonly<Record<string, SecretKey>>;
  /** Type of the Secret, such as kubernetes.io/tls. @default Opaque */
  readonly type?: string;
  /** Host names of a derived certificate. @default - the name of the Secret */
  readonly hosts?: readonly string[];
}

/** Label of Secrets whose values are public: samples of a text, or derived from a known seed. */
export const SAMPLE_SECRET = 'workshop-stacks/sample-secret';

/**
 * A Secret that the stack needs: known by name and keys. Whether an object is written, and with which values, is the
 * environment's choice; anywhere but in lessons and development nothing is written, and the deployment supplies it.
 */
export class RequiredSecret extends Block {
  /** Name of the Secret. */
  readonly name: string;
  /** Namespace that the props give. */
  readonly namespace: string | undefined;
  /** Keys it must hold. */
  readonly keys: readonly string[];
  /** Type of the Secret. */
  readonly type: string;
  /** What it was made from: a release keeps it, so that an environment may derive the values later. */
  readonly props: RequiredSecretProps;

  constructor(scope: Construct, id: string, props: RequiredSecretProps) {
    super(scope, id);
    this.props = props;
    this.name = prefixed(this, props.name ?? id);
    this.namespace = props.namespace;
    this.keys = Object.keys(props.keys);
    this.type = props.type ?? 'Opaque';
    requireObjectName(this, 'name', this.name);
    requireSome(this, 'keys', this.keys);
    requireLabels(this, 'labels', props.labels);
    for (const key of this.keys) {
      requirePattern(this, 'keys', key, /^[-._a-zA-Z0-9]{1,253}$/, "must consist of letters, digits, '-', '_' or '.'");
    }
    const context = contextOf(this);
    if (context.secrets === 'reference') return;
    new k8s.KubeSecret(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: props.namespace,
        labels: { ...props.labels, [SAMPLE_SECRET]: 'true' },
        annotations: props.annotations,
      },
      type: this.type,
      data: Object.fromEntries(
        Object.entries(this.valuesOf(props, context)).map(([key, value]) => [
          key,
          Buffer.from(value).toString('base64'),
        ]),
      ),
    });
  }

  /** The value under `key`, for an environment variable. Throws when the Secret has no such key. */
  value(key: string): ValueSource {
    if (!this.keys.includes(key)) throw new ArgumentError(this, 'key', `must be one of ${this.keys.join(', ')}`, key);
    return ValueSource.secret(this.name, key);
  }

  /** The keys as files of a volume called `volumeName`. */
  volume(volumeName: string, files?: KeyFiles): Volume {
    return Volume.secret(volumeName, this.name, files);
  }

  private valuesOf(props: RequiredSecretProps, context: SynthesisContext): Record<string, string> {
    if (context.secrets === 'sample') {
      return Object.fromEntries(
        Object.entries(props.keys).map(([key, { sample }]) => {
          if (sample !== undefined) return [key, sample];
          throw new ArgumentError(this, `keys.${key}.sample`, 'is required where Secrets hold sample values', sample);
        }),
      );
    }
    const seed = `${context.secretSeed ?? this.node.path}/${this.name}`;
    const password = (key: string) => createHash('sha256').update(`${seed}/${key}`).digest('hex').slice(0, 24);
    const certificate = () => deriveCertificate(seed, props.hosts ?? [this.name]);
    return Object.fromEntries(
      Object.entries(props.keys).map(([key, { derived = 'password' }]) => {
        if (derived === 'certificate') return [key, certificate().certificate];
        if (derived === 'private-key') return [key, certificate().privateKey];
        return [key, derived === 'password' ? password(key) : derived(password(key))];
      }),
    );
  }
}
