import { durationMs } from '../../simulator/engine/duration';
import { APP_OPTION, OUTPUT_OPTION } from '../command';
import { UsageError } from '../failure';
import type { Given, Option, OptionTable } from '../options';

/** What happens when options are not given. */
export const DEFAULTS = { out: 'dist', namespace: 'default', timeout: '10m' } as const;

/** Options that say which environment is meant, and which cluster. */
export const DEPLOYMENT_OPTIONS: OptionTable = {
  env: { kind: 'text', value: 'NAME', isRequired: true, description: 'environment' },
  stack: { kind: 'list', value: 'ID[/STAGE]', description: 'only this stack; of a lesson, this stage' },
  kubeconfig: {
    kind: 'text',
    value: 'FILE',
    description: 'kubeconfig; if not given those of KUBECONFIG, then ~/.kube/config, then the cluster of the Pod',
  },
  context: { kind: 'text', value: 'NAME', description: 'context of the kubeconfig; the current one if not given' },
  namespace: {
    kind: 'text',
    short: 'n',
    value: 'NAME',
    description: `namespace of objects that name none; ${DEFAULTS.namespace} if not given`,
  },
  out: {
    kind: 'text',
    value: 'DIR',
    description: `folder of the manifests, brought up to date first; ${DEFAULTS.out} if not given`,
  },
  app: APP_OPTION,
};

/** Options that supply Secrets. */
export const SECRET_OPTIONS: OptionTable = {
  secret: {
    kind: 'list',
    value: 'NAME=SOURCE',
    description: 'values of a required Secret: dir:PATH, file:PATH, env:PREFIX or secret:NAMESPACE/NAME',
  },
  secrets: { kind: 'text', value: 'DIR', description: 'folder with a file NAMESPACE/NAME/KEY for each value' },
};

/** The option that keeps a question from being asked. */
export const YES_OPTION: Option = { kind: 'flag', short: 'y', description: 'do it without asking' };

/** The option for claims. */
export const CLAIMS_OPTION: Option = {
  kind: 'flag',
  description: 'delete claims as well, and with them what is stored there',
};

/** The option for how long is waited. */
export const TIMEOUT_OPTION: Option = {
  kind: 'text',
  value: 'DURATION',
  description: `how long to wait, such as 90s or 10m; ${DEFAULTS.timeout} if not given`,
};

/** The option for how long is waited for another run. */
export const LOCK_TIMEOUT_OPTION: Option = {
  kind: 'text',
  value: 'DURATION',
  description: 'how long to wait for another run that changes the same, such as 10m',
};

/** Machine output of commands that go on for a while. */
export const LINES_OPTION: Option = {
  ...OUTPUT_OPTION,
  description: 'form of the result; json is one line for each thing that happens',
};

function durationOf(name: string, text: string): number {
  try {
    return durationMs(text);
  } catch {
    throw new UsageError(`'--${name}' must be a duration such as 90s, 10m or 1h30m, got '${text}'`);
  }
}

/** How long is waited, in milliseconds. Throws UsageError for what is no duration. */
export const timeoutOf = (given: Given): number => durationOf('timeout', given.text('timeout') ?? DEFAULTS.timeout);

/** How long is waited for another run, in milliseconds. Throws UsageError for what is no duration. */
export const lockTimeoutOf = (given: Given): number => durationOf('lock-timeout', given.text('lock-timeout') ?? '0s');
