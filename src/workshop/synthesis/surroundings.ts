import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Namespace } from '../constructs';
import type { Surroundings } from '../stacks/stack';

/** Namespace of a stack outside lessons. */
export const namespaceOf = (environment: string, stackId: string): string => `${environment}-${stackId}`;

/** Labels that every object of a production form bears, its Pods not. */
export const ownershipLabels = (environment: string, stackId: string, version: string): Record<string, string> => ({
  'app.kubernetes.io/managed-by': 'workshop-stacks',
  'app.kubernetes.io/part-of': stackId,
  'workshop-stacks/environment': environment,
  'workshop-stacks/version': version,
});

/** What a production form is told about where it runs. */
export const surroundingsOf = (environment: string, stackId: string): Surroundings => ({
  environment,
  namespace: namespaceOf(environment, stackId),
  namespaceOf: (other) => namespaceOf(environment, other),
});

/** The chart of a production form, with its namespace and the labels that say whose the objects are. */
export function productionChart(scope: Construct, environment: string, stackId: string, version: string): Chart {
  const namespace = namespaceOf(environment, stackId);
  const chart = new Chart(scope, stackId, { namespace, labels: ownershipLabels(environment, stackId, version) });
  new Namespace(chart, 'Namespace', { name: namespace });
  return chart;
}
