import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../../src/simulator/api';

/** One recorded request and its answer. */
export interface RecordedStep {
  readonly method: string;
  readonly path: string;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly status?: number;
  readonly answer: JsonObject;
}

/** The steps of a recording of a real control plane. */
export function recordedSteps(shared: string, id: string): readonly RecordedStep[] {
  const text = readFileSync(join(shared, 'fidelity/goldens', `${id}.json`), 'utf8');
  const { steps } = JSON.parse(text) as {
    steps: { step: { http: string; path: string; contentType?: string; body?: unknown }; answer?: JsonObject }[];
  };
  return steps.map(({ step, answer }) => ({
    method: step.http,
    path: step.path,
    ...(step.contentType === undefined ? {} : { contentType: step.contentType }),
    body: step.body,
    status: answer?.['status'] as number,
    answer: (answer?.['body'] ?? {}) as JsonObject,
  }));
}

/** Fields that the server fills in; the functions under test do not. */
const FILLED_IN = new Set([
  'clusterIP',
  'clusterIPs',
  'dnsPolicy',
  'imagePullPolicy',
  'internalTrafficPolicy',
  'ipFamilies',
  'ipFamilyPolicy',
  'progressDeadlineSeconds',
  'protocol',
  'resources',
  'restartPolicy',
  'revisionHistoryLimit',
  'schedulerName',
  'securityContext',
  'sessionAffinity',
  'targetPort',
  'terminationGracePeriodSeconds',
  'terminationMessagePath',
  'terminationMessagePolicy',
]);

/** A value without what the server fills in, and without false, which it leaves out. */
export function withoutFilledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFilledIn);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !FILLED_IN.has(key) && inner !== false)
      .map(([key, inner]) => [key, withoutFilledIn(inner)]),
  );
}
