import type { FileLayer } from '../../process';
import { crictl } from './crictl';
import { docker } from './docker';
import { runtimeView, type ViewSources } from './runtime-view';

/** Programs on a node that show what its runtime holds; `docker` where that is Docker. */
export function runtimeClients(sources: ViewSources, isDocker: boolean): FileLayer {
  const view = runtimeView(sources);
  return {
    '/usr/bin/crictl': { type: 'program', program: crictl(view) },
    ...(isDocker ? { '/usr/bin/docker': { type: 'program', program: docker(view) } } : {}),
  };
}
