import { statusErrors } from '../../api';
import { fieldsAt, listAt, textAt } from '../../resources/fields';
import { textAnswer } from '../answer';
import type { Call } from '../call';
import { storedObject } from '../handlers/get';
import { text } from '../query';
import type { ApiAnswer } from '../request';

/**
 * Answers `/log` as far as the control plane alone can: which containers there are, and that a Pod without a node has
 * said nothing. Source: Kubernetes 1.36, pkg/registry/core/pod/strategy.go `LogLocation`.
 */
export function log(call: Call): ApiAnswer {
  const pod = storedObject(call);
  const { name } = call.info;
  const spec = fieldsAt(pod, 'spec');
  const names = (field: string): string[] => listAt(spec, field).map((each) => textAt(each, 'name'));
  const [containers, initContainers, ephemeral] = [
    names('containers'),
    names('initContainers'),
    names('ephemeralContainers'),
  ];
  const wanted = text(call.request.query, 'container');
  if (wanted === '' && containers.length !== 1) {
    const init = initContainers.length === 0 ? '' : ` or one of the init containers: [${initContainers.join(' ')}]`;
    throw statusErrors.badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]${init}`,
    );
  }
  if (wanted !== '' && ![...containers, ...initContainers, ...ephemeral].includes(wanted)) {
    throw statusErrors.badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  if (textAt(spec, 'nodeName') === '') return { ...textAnswer(204, ''), headers: {} };
  throw statusErrors.notImplemented(
    `simulator does not keep logs yet (Pod ${call.namespace}/${name}); see docs/FIDELITY.md`,
  );
}
