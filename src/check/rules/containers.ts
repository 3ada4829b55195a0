import type { Kinds } from '../../simulator';

type Pod = Kinds['pods'];
type Status = NonNullable<Pod['status']['containerStatuses']>[number];

/** States of all containers of a Pod, those that prepare it first. */
export const statusesOf = ({ status }: Pod): readonly Status[] => [
  ...(status.initContainerStatuses ?? []),
  ...(status.containerStatuses ?? []),
];

/** Whether a Pod gets connections. */
export const isReady = ({ status }: Pod): boolean =>
  (status.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True');
