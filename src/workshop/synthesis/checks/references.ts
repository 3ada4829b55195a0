import type { Check } from '../finding';
import { suggestion } from '../nearest';
import { checkOf, type Inventory, type NamespaceInventory, type Tell } from './inventory';
import type { ContainerEntry, Item, PodSource } from './pod-source';
import { type Fields, fieldsOf, itemsOf, textOf } from './reading';

/** ConfigMaps that the control plane puts into every namespace. Source: kube-controller-manager, root-ca-cert-publisher. */
const GIVEN_CONFIGS = new Set(['kube-root-ca.crt']);

/** Judges the references of one object. */
class References {
  constructor(
    private readonly item: Item,
    private readonly around: NamespaceInventory,
    private readonly tell: Tell,
  ) {}

  /** A ConfigMap by name, and some of its keys. */
  config(field: string, reference: Fields, name: string | undefined, keys: readonly Fields[]): void {
    if (name === undefined || reference.optional === true || GIVEN_CONFIGS.has(name)) return;
    const values = this.around.configs.get(name);
    if (values === undefined) {
      this.missing('missing-config', field, 'ConfigMap', name, [...this.around.configs.keys()]);
    } else {
      this.keys('missing-config-key', field, `ConfigMap '${name}'`, new Set(Object.keys(values)), keys);
    }
  }

  /** A Secret by name, and some of its keys. */
  secret(field: string, reference: Fields, name: string | undefined, keys: readonly Fields[]): void {
    if (name === undefined || reference.optional === true) return;
    const { secrets } = this.around;
    if (!secrets.has(name)) {
      this.missing('missing-secret', field, 'Secret', name, [...secrets.keys()]);
      return;
    }
    const known = secrets.get(name);
    if (known !== undefined) this.keys('missing-secret-key', field, `Secret '${name}'`, known, keys);
  }

  /** A claim by name, made by itself or by a StatefulSet. */
  claim(field: string, name: string | undefined): void {
    if (name === undefined || this.around.claims.has(name)) return;
    if (this.around.claimPrefixes.has(name.replace(/\d+$/, '')) && /\d$/.test(name)) return;
    this.missing('missing-claim', field, 'PersistentVolumeClaim', name, [...this.around.claims]);
  }

  /** A service account by name. */
  account(field: string, name: string | undefined): void {
    if (name === undefined || this.around.accounts.has(name)) return;
    this.missing('missing-service-account', field, 'ServiceAccount', name, [...this.around.accounts]);
  }

  private missing(rule: string, field: string, kind: string, name: string, known: readonly string[]): void {
    const given = `the set has no ${kind} '${name}' in namespace ${this.item.namespace}`;
    this.tell(this.item, rule, `${field}: ${given}${suggestion(name, known)}`);
  }

  private keys(rule: string, field: string, what: string, known: ReadonlySet<string>, wanted: readonly Fields[]): void {
    for (const { key } of wanted) {
      const name = textOf(key);
      if (name === undefined || known.has(name)) continue;
      this.tell(this.item, rule, `${field}: ${what} has no key '${name}'${suggestion(name, [...known])}`);
    }
  }
}

function judgeContainer(
  container: ContainerEntry,
  volumes: ReadonlySet<string>,
  pod: PodSource,
  of: References,
  tell: Tell,
) {
  for (const [index, { name, valueFrom }] of itemsOf(container.fields.env).entries()) {
    const { configMapKeyRef, secretKeyRef } = fieldsOf(valueFrom);
    const field = `${container.path}.env[${index}] (${textOf(name) ?? ''})`;
    const config = fieldsOf(configMapKeyRef);
    const secret = fieldsOf(secretKeyRef);
    of.config(field, config, textOf(config.name), [config]);
    of.secret(field, secret, textOf(secret.name), [secret]);
  }
  for (const [index, { configMapRef, secretRef }] of itemsOf(container.fields.envFrom).entries()) {
    const config = fieldsOf(configMapRef);
    const secret = fieldsOf(secretRef);
    of.config(`${container.path}.envFrom[${index}].configMapRef`, config, textOf(config.name), []);
    of.secret(`${container.path}.envFrom[${index}].secretRef`, secret, textOf(secret.name), []);
  }
  for (const [index, mount] of itemsOf(container.fields.volumeMounts).entries()) {
    const name = textOf(mount.name);
    if (name === undefined || volumes.has(name)) continue;
    const field = `${container.path}.volumeMounts[${index}].name`;
    tell(pod, 'missing-volume', `${field}: the Pod has no volume '${name}'${suggestion(name, [...volumes])}`);
  }
}

function judgeVolumes(pod: PodSource, of: References): void {
  for (const [index, volume] of itemsOf(pod.spec.volumes).entries()) {
    const field = `${pod.path}spec.volumes[${index}]`;
    const config = fieldsOf(volume.configMap);
    const secret = fieldsOf(volume.secret);
    of.config(`${field}.configMap`, config, textOf(config.name), itemsOf(config.items));
    of.secret(`${field}.secret`, secret, textOf(secret.secretName), itemsOf(secret.items));
    of.claim(`${field}.persistentVolumeClaim`, textOf(fieldsOf(volume.persistentVolumeClaim).claimName));
    for (const [position, source] of itemsOf(fieldsOf(volume.projected).sources).entries()) {
      const place = `${field}.projected.sources[${position}]`;
      const projected = [fieldsOf(source.configMap), fieldsOf(source.secret)] as const;
      of.config(`${place}.configMap`, projected[0], textOf(projected[0].name), itemsOf(projected[0].items));
      of.secret(`${place}.secret`, projected[1], textOf(projected[1].name), itemsOf(projected[1].items));
    }
  }
}

/** Names of the volumes that containers of `pod` may mount: its own, and those of claim templates. */
function volumeNames(pod: PodSource): ReadonlySet<string> {
  const templates = pod.kind === 'apps/StatefulSet' ? itemsOf(fieldsOf(pod.manifest.spec).volumeClaimTemplates) : [];
  const names = [...itemsOf(pod.spec.volumes), ...templates.map((template) => fieldsOf(template.metadata))];
  return new Set(names.flatMap(({ name }) => textOf(name) ?? []));
}

/** References of objects other than Pods. */
function judgeOthers(inventory: Inventory, tell: Tell): void {
  for (const item of inventory.ofKind('networking.k8s.io/Ingress')) {
    const of = new References(item, inventory.around(item), tell);
    for (const [index, tls] of itemsOf(fieldsOf(item.manifest.spec).tls).entries()) {
      of.secret(`spec.tls[${index}].secretName`, tls, textOf(tls.secretName), [{ key: 'tls.crt' }, { key: 'tls.key' }]);
    }
  }
  for (const item of inventory.ofKind('ServiceAccount')) {
    const of = new References(item, inventory.around(item), tell);
    for (const [index, reference] of itemsOf(item.manifest.imagePullSecrets).entries()) {
      of.secret(`imagePullSecrets[${index}].name`, reference, textOf(reference.name), []);
    }
  }
}

/**
 * `missing-config`, `missing-config-key`, `missing-secret`, `missing-secret-key`, `missing-claim`,
 * `missing-service-account` and `missing-volume`: what a Pod, Ingress or ServiceAccount needs and the set does not
 * have. References marked optional pass.
 */
export const references: Check = checkOf((inventory, tell) => {
  for (const pod of inventory.pods) {
    const of = new References(pod, inventory.around(pod), tell);
    const volumes = volumeNames(pod);
    for (const container of pod.containers) judgeContainer(container, volumes, pod, of, tell);
    judgeVolumes(pod, of);
    of.account(`${pod.path}spec.serviceAccountName`, textOf(pod.spec.serviceAccountName));
    for (const [index, reference] of itemsOf(pod.spec.imagePullSecrets).entries()) {
      of.secret(`${pod.path}spec.imagePullSecrets[${index}].name`, reference, textOf(reference.name), []);
    }
  }
  judgeOthers(inventory, tell);
});
