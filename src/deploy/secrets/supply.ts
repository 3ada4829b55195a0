import { readObject } from '../api/objects';
import { RefusedError } from '../api/status';
import type { Session } from '../connection/session';
import { fieldOf, type ObjectKey } from '../objects/object';
import type { Redaction } from '../objects/redaction';
import type { WantedObject } from '../objects/resolve';
import { problemsOf, type RequiredSecret, type SecretValues } from './secret-values';
import { findValues, requireKnownNames, SecretSourceError, type SecretSources, variableOf } from './sources';

/** Required Secrets that cannot be supplied. */
export class MissingSecretsError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `nothing was changed: ${problems.length === 1 ? 'a Secret is' : `${problems.length} Secrets are`} not supplied\n${problems.join('\n')}`,
    );
    this.name = 'MissingSecretsError';
  }
}

/** How a Secret is supplied, for people. */
export interface SuppliedSecret {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
  /** `dir:PATH`, `env:PREFIX`, a folder, or `the cluster`. */
  readonly from: string;
}

/** What supplying comes to. */
export interface Supplies {
  /** Secrets to apply. */
  readonly objects: readonly WantedObject[];
  /** Secrets that are in the cluster and stay as they are. */
  readonly keeps: readonly ObjectKey[];
  readonly supplied: readonly SuppliedSecret[];
}

/** Values of a Secret of the cluster; undefined when there is none. */
async function liveValues(
  { api, discovery }: Session,
  namespace: string,
  name: string,
): Promise<SecretValues | undefined> {
  const kind = discovery.find('v1', 'Secret');
  const object = kind === undefined ? undefined : await readObject(api, { kind, namespace, name });
  if (object === undefined) return undefined;
  const data = (fieldOf(object, 'data') ?? {}) as Readonly<Record<string, string>>;
  return new Map(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64')]));
}

function wantedSecret(
  { namespace, name, type, keys, stack }: RequiredSecret,
  from: string,
  values: SecretValues,
): WantedObject {
  const data = keys.map((key) => [key, (values.get(key) ?? Buffer.alloc(0)).toString('base64')]);
  return {
    object: { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type, data: Object.fromEntries(data) },
    file: from,
    stack,
    namespace,
  };
}

const howTo = (secret: RequiredSecret): string =>
  `give --secret ${secret.namespace}/${secret.name}=dir:PATH, set ${secret.keys.map((key) => variableOf(secret, key)).join(', ')}, ` +
  'or make the Secret in the cluster';

type Supply = { readonly from: string; readonly values: SecretValues; readonly isThere: boolean };

async function supplyOf(session: Session, secret: RequiredSecret, sources: SecretSources): Promise<Supply | undefined> {
  const found = await findValues(secret, sources);
  if (found !== undefined && 'values' in found) return { ...found, isThere: false };
  const { namespace, name } = found ?? secret;
  const values = await liveValues(session, namespace, name);
  if (found !== undefined && values === undefined)
    throw new SecretSourceError(`there is no Secret ${namespace}/${name} to copy`);
  return values === undefined
    ? undefined
    : { from: found?.from ?? 'the cluster', values, isThere: found === undefined };
}

/**
 * Finds values for every required Secret: named sources first, then the folder, variables, and what the cluster has.
 * They are checked, and known to `redaction`; no value is in what is thrown or told.
 *
 * @throws MissingSecretsError with everything that is missing or wrong, before anything is changed.
 */
export async function supplySecrets(
  session: Session,
  required: readonly RequiredSecret[],
  sources: SecretSources,
  redaction: Redaction,
): Promise<Supplies> {
  requireKnownNames(required, sources);
  const [objects, keeps, supplied, problems]: [WantedObject[], ObjectKey[], SuppliedSecret[], string[]] = [
    [],
    [],
    [],
    [],
  ];
  for (const secret of required) {
    const { namespace, name, keys, users } = secret;
    const title = `Secret ${namespace}/${name} (${keys.join(', ')}; for ${users.join(', ') || 'nobody'})`;
    try {
      const supply = await supplyOf(session, secret, sources);
      if (supply === undefined) {
        problems.push(`${title}: ${howTo(secret)}`);
        continue;
      }
      for (const value of supply.values.values()) redaction.add(value.toString('utf8'));
      const wrong = problemsOf(secret, supply.values);
      if (wrong.length > 0) {
        problems.push(`${title}: from ${supply.from}: ${wrong.join('; ')}`);
        continue;
      }
      supplied.push({ namespace, name, keys, from: supply.from });
      if (supply.isThere) keeps.push({ group: '', kind: 'Secret', namespace, name });
      else objects.push(wantedSecret(secret, supply.from, supply.values));
    } catch (error) {
      if (error instanceof SecretSourceError) problems.push(`${title}: ${error.message}`);
      else if (error instanceof RefusedError) problems.push(`${title}: it cannot be read: ${error.message}`);
      else throw error;
    }
  }
  if (problems.length > 0) throw new MissingSecretsError(problems);
  return { objects, keeps, supplied };
}
