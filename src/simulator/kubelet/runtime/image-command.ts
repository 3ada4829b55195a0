import type { Image } from '../../images';
import type { ContainerRequest } from './container-request';

/** What a container runs: what the Pod says, and where it says nothing, what the image says. */
export function imageCommand(
  { entrypoint = [], command = [] }: Pick<Image, 'entrypoint' | 'command'>,
  request: Pick<ContainerRequest, 'command' | 'args'>,
): readonly string[] {
  const program = request.command ?? entrypoint;
  const args = request.args ?? (request.command === undefined ? command : []);
  return [...program, ...args];
}
