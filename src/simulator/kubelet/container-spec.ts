import { parseQuantity, type Container, type Pod } from '../api';
import type { ContainerSpec } from './container-runtime';
import { expand } from './environment';

function amount(quantity: string | undefined): number | undefined {
  return quantity === undefined ? undefined : Number(parseQuantity(quantity).nanos) / 1e9;
}

/** What the runtime is told of a container: its commands with `$(NAME)` expanded, its limits as numbers. */
export function containerSpec(
  container: Container,
  environment: Readonly<Record<string, string>>,
  id: string,
): ContainerSpec {
  const { command, args, image = '', stdin, tty, resources } = container;
  const memoryLimitBytes = amount(resources.limits?.['memory']);
  const cpuLimitCores = amount(resources.limits?.['cpu']);
  return {
    id,
    image,
    ...(command === undefined ? {} : { command: command.map((each) => expand(each, environment)) }),
    ...(args === undefined ? {} : { args: args.map((each) => expand(each, environment)) }),
    environment,
    hasInput: stdin === true || tty === true,
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    ...(cpuLimitCores === undefined ? {} : { cpuLimitCores }),
  };
}

/** All containers of a Pod. */
export const allContainers = ({ spec }: Pod): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...(spec.ephemeralContainers ?? []),
];
