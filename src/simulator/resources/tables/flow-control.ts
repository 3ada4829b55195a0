import { AGE, documentOf, NAME, text } from './column';
import { defineTable, type Named } from './table';

interface FlowSchema extends Named {
  readonly spec?: {
    readonly priorityLevelConfiguration?: { readonly name?: string };
    readonly matchingPrecedence?: number;
    readonly distinguisherMethod?: { readonly type?: string };
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status?: string }[] };
}

/** FlowSchemas. */
export const flowSchemaTable = defineTable<FlowSchema>({
  columns: [
    NAME,
    text('PriorityLevel', documentOf('flowcontrol.v1.PriorityLevelConfigurationReference', 'name')),
    text('MatchingPrecedence', documentOf('flowcontrol.v1.FlowSchemaSpec', 'matchingPrecedence')),
    text('DistinguisherMethod', documentOf('flowcontrol.v1.FlowSchemaSpec', 'distinguisherMethod')),
    AGE,
    text('MissingPL', 'references a broken or non-existent PriorityLevelConfiguration'),
  ],
  cells: ({ metadata, spec, status }, { age }) => [
    metadata.name,
    spec?.priorityLevelConfiguration?.name ?? '',
    spec?.matchingPrecedence ?? 0,
    spec?.distinguisherMethod?.type ?? '<none>',
    age,
    status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ],
});

interface PriorityLevel extends Named {
  readonly spec?: {
    readonly type?: string;
    readonly limited?: {
      readonly nominalConcurrencyShares?: number;
      readonly limitResponse?: {
        readonly queuing?: {
          readonly queues?: number;
          readonly handSize?: number;
          readonly queueLengthLimit?: number;
        };
      };
    };
  };
}

/** PriorityLevelConfigurations. */
export const priorityLevelTable = defineTable<PriorityLevel>({
  columns: [
    NAME,
    text('Type', documentOf('flowcontrol.v1.PriorityLevelConfigurationSpec', 'type')),
    text(
      'NominalConcurrencyShares',
      documentOf('flowcontrol.v1.LimitedPriorityLevelConfiguration', 'nominalConcurrencyShares'),
    ),
    text('Queues', documentOf('flowcontrol.v1.QueuingConfiguration', 'queues')),
    text('HandSize', documentOf('flowcontrol.v1.QueuingConfiguration', 'handSize')),
    text('QueueLengthLimit', documentOf('flowcontrol.v1.QueuingConfiguration', 'queueLengthLimit')),
    AGE,
  ],
  cells: ({ metadata, spec }, { age }) => {
    const queuing = spec?.limited?.limitResponse?.queuing;
    return [
      metadata.name,
      spec?.type ?? '',
      spec?.limited === undefined ? '<none>' : (spec.limited.nominalConcurrencyShares ?? 0),
      queuing === undefined ? '<none>' : (queuing.queues ?? 0),
      queuing === undefined ? '<none>' : (queuing.handSize ?? 0),
      queuing === undefined ? '<none>' : (queuing.queueLengthLimit ?? 0),
      age,
    ];
  },
});
