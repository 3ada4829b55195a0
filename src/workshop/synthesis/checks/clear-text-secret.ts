import { SAMPLE_SECRET } from '../../constructs';
import { SAMPLE_SECRETS } from '../../environments/sample-secrets';
import type { Check } from '../finding';
import { productionCheckOf, type Tell } from './inventory';
import type { ContainerEntry, Item, PodSource } from './pod-source';
import { type Fields, fieldsOf, itemsOf, textOf, textsOf } from './reading';
import { isSecretName, isSecretValue, secretsIn } from './secret-text';

const RULE = 'clear-text-secret';

/** Says where the value belongs, never the value itself: findings end up in logs. */
const ADVICE = 'keep it in a RequiredSecret and refer to it';

/** Values so short that they also occur by chance, such as root, are not searched for. */
const SAMPLES = Object.values(SAMPLE_SECRETS).filter((sample) => sample.length >= 8);
const SHORTEST = Math.min(...SAMPLES.map(({ length }) => length));
const SAMPLE = new RegExp(SAMPLES.map((sample) => sample.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'));

/** Variables by their names; commands and arguments by what stands in them. */
function judgeContainer(pod: PodSource, container: ContainerEntry, tell: Tell): void {
  for (const [index, entry] of itemsOf(container.fields.env).entries()) {
    const [name, value] = [textOf(entry.name) ?? '', textOf(entry.value)];
    if (value === undefined) continue;
    const isSecret = isSecretName(name) && isSecretValue(value);
    if (!isSecret && secretsIn(value).length === 0) continue;
    tell(pod, RULE, `${container.path}.env[${index}].value: ${name} holds a secret in clear text; ${ADVICE}`);
  }
  for (const field of ['command', 'args'] as const) {
    const words = textsOf(container.fields[field]);
    for (const [index, word] of words.entries()) {
      const isFlagBefore =
        index > 0 && /^--?[\w.-]+$/.test(words[index - 1] ?? '') && isSecretName(words[index - 1] ?? '');
      const names = isFlagBefore && !word.startsWith('-') && isSecretValue(word) ? [words[index - 1]] : secretsIn(word);
      if (names.length === 0) continue;
      const place = `${container.path}.${field}[${index}]`;
      tell(pod, RULE, `${place}: ${names.join(', ')} holds a secret in clear text; ${ADVICE} by a variable`);
    }
  }
}

function judgeConfig(item: Item, tell: Tell): void {
  for (const [key, value] of Object.entries(fieldsOf(item.manifest.data))) {
    if (typeof value !== 'string') continue;
    const names = isSecretName(key) && !value.includes('\n') && isSecretValue(value) ? [key] : secretsIn(value);
    if (names.length === 0) continue;
    tell(item, RULE, `data["${key}"]: ${names.join(', ')} holds a secret in clear text; ${ADVICE}`);
  }
}

function judgeSecret(item: Item, tell: Tell): void {
  const { name, secrets } = item.set.environment;
  const isEmpty = [item.manifest.data, item.manifest.stringData].every(
    (values) => Object.keys(fieldsOf(values)).length === 0,
  );
  if (secrets === 'reference') {
    if (isEmpty) return;
    const rule = `must not be written in '${name}', where the deployment supplies Secrets`;
    tell(item, RULE, `data: values ${rule}; declare a RequiredSecret instead`);
  } else if (fieldsOf(item.manifest.metadata.labels)[SAMPLE_SECRET] !== 'true') {
    const rule = `must be "true" on Secrets whose values are public, as in '${name}'`;
    tell(item, RULE, `metadata.labels["${SAMPLE_SECRET}"]: ${rule}; declare a RequiredSecret, which sets it`);
  }
}

/** Whether a sample value of the texts stands anywhere in `value`; in data of Secrets also behind base64. */
function holdsSample(value: unknown, isEncoded: boolean): boolean {
  if (typeof value === 'string') {
    if (value.length < SHORTEST) return false;
    const text = isEncoded ? Buffer.from(value, 'base64').toString() : value;
    return SAMPLE.test(text);
  }
  if (typeof value !== 'object' || value === null) return false;
  for (const key in value) if (holdsSample((value as Fields)[key], isEncoded)) return true;
  return false;
}

/**
 * `clear-text-secret`: outside lessons no variable, argument or configuration holds a password, no sample of the texts
 * stands anywhere, and Secrets are written only where their values are public, marked as such.
 */
export const clearTextSecret: Check = productionCheckOf((inventory, tell) => {
  for (const pod of inventory.pods) {
    for (const container of pod.containers) judgeContainer(pod, container, tell);
  }
  for (const item of inventory.ofKind('ConfigMap')) judgeConfig(item, tell);
  for (const item of inventory.ofKind('Secret')) judgeSecret(item, tell);
  for (const item of inventory.items) {
    const isSample = item.set.environment.secrets === 'sample' && item.kind === 'Secret';
    if (isSample) continue;
    const isHidden = item.kind === 'Secret' && holdsSample(item.manifest.data, true);
    if (!isHidden && !holdsSample(item.manifest, false)) continue;
    tell(item, RULE, `a sample secret of the workshop texts must not leave the lessons; ${ADVICE}`);
  }
});
