import type { Desired, Preparation, Redaction, Session } from '../../deploy';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import { setNameOf } from './cluster';
import type { DeployedEnvironment } from './environment';
import type { DeploymentReport } from './report';

/** An environment compared with a cluster. */
export interface PreparedEnvironment {
  readonly desired: Desired;
  readonly prepared: Preparation;
}

/**
 * Supplies the Secrets that the environment needs, and compares it with the cluster; nothing is changed.
 *
 * @throws MissingSecretsError, ClusterError
 */
export async function prepareEnvironment(
  session: Session,
  { environment, objects, requiredSecrets, stacks }: DeployedEnvironment,
  given: Given,
  { redaction, report }: { readonly redaction: Redaction; readonly report?: DeploymentReport },
): Promise<PreparedEnvironment> {
  const { prepareApply, supplySecrets } = loadDeploy();
  const folder = given.text('secrets');
  const sources = { named: given.list('secret'), env: process.env, ...(folder === undefined ? {} : { folder }) };
  const supplies = await supplySecrets(session, requiredSecrets, sources, redaction);
  for (const secret of supplies.supplied) report?.secret(secret);
  const desired: Desired = {
    setName: setNameOf(environment.name),
    objects: [...objects, ...supplies.objects],
    keeps: supplies.keeps,
    ...(stacks === undefined ? {} : { stacks }),
  };
  return { desired, prepared: await prepareApply(session, desired) };
}
