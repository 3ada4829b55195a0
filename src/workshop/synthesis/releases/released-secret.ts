import type { DerivedValue, RequiredSecret, RequiredSecretProps } from '../../constructs';
import { fillIn, type PlaceholderValues } from './placeholders';
import type { ReleasedSecret, ReleasedSecretValue } from './release-description';
import { ReleaseError } from './release-error';

const PASSWORD = '{{password}}';

/** `derived` of a key as data: a function must be nothing but text around the password. */
function toReleasedValue(secret: RequiredSecret, key: string): ReleasedSecretValue {
  const derived = secret.props.keys[key]?.derived ?? 'password';
  if (typeof derived !== 'function') return { derived };
  const text = derived(PASSWORD);
  if (text.replaceAll(PASSWORD, 'probe') === derived('probe')) return { text };
  throw new ReleaseError(
    `${secret.node.path}: 'keys.${key}.derived' must only put the password into a text, so that a release can keep it`,
  );
}

/**
 * What a release keeps of a Secret: how values are derived, never a value. Published samples are left behind, because
 * only lessons use them.
 *
 * @throws ReleaseError when a derived value is more than text around a password.
 */
export function toReleasedSecret(
  secret: RequiredSecret,
): Pick<ReleasedSecret, 'secret' | 'namespace' | 'type' | 'keys' | 'hosts' | 'labels' | 'annotations'> {
  const { hosts, labels, annotations } = secret.props;
  return {
    secret: secret.name,
    namespace: secret.namespace,
    type: secret.type,
    keys: Object.fromEntries(secret.keys.map((key) => [key, toReleasedValue(secret, key)])),
    hosts,
    labels,
    annotations,
  };
}

function derivedFrom(place: string, value: ReleasedSecretValue, values: PlaceholderValues): DerivedValue {
  return 'derived' in value ? value.derived : (password) => fillIn(place, value.text, { ...values, password });
}

/** The props from which `RequiredSecret` derives the same values as in the code of the release. */
export function propsOf(place: string, released: ReleasedSecret, values: PlaceholderValues): RequiredSecretProps {
  const { secret, namespace, type, keys, hosts, labels, annotations } = released;
  return {
    ...fillIn(place, { name: secret, namespace, type, hosts, labels, annotations }, values),
    keys: Object.fromEntries(
      Object.entries(keys).map(([key, value]) => [key, { derived: derivedFrom(place, value, values) }]),
    ),
  };
}
