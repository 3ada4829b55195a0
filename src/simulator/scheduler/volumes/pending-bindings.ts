import { equalJson, type PersistentVolumeClaim, type SelectedNode } from '../../api';
import type { ClusterReader } from '../framework';
import type { QueuedPod } from '../queue/scheduling-queue';
import { isFullyBound, SELECTED_NODE } from './claims';
import { isReachable } from './find-volume';
import type { VolumePlan } from './plan-volumes';

/** Source: Kubernetes 1.36, defaults of VolumeBindingArgs. */
export const BIND_TIMEOUT_MS = 600_000;
/** How often the real scheduler looks. Source: binder.go `BindPodVolumes`. */
const LOOK_MS = 1000;

/** A Pod whose node is chosen and whose volumes are being bound or made. */
export interface PendingBinding {
  readonly queued: QueuedPod;
  readonly nodeName: string;
  readonly plan: VolumePlan;
  readonly startedMs: number;
}

/** What has become of the volumes of a Pod. */
export type BindingState =
  { readonly type: 'bound' } | { readonly type: 'waiting' } | { readonly type: 'failed'; readonly problem: string };

const failed = (problem: string): BindingState => ({ type: 'failed', problem });

/** When it is looked at next after something has changed: whole seconds after it began, as the real scheduler looks. */
export const nextLookMs = ({ startedMs }: PendingBinding, nowMs: number): number =>
  startedMs + Math.max(1, Math.ceil((nowMs - startedMs) / LOOK_MS)) * LOOK_MS;

function claimState(claim: PersistentVolumeClaim, node: SelectedNode, reader: ClusterReader): BindingState {
  const { namespace, name } = claim.metadata;
  const current = reader.get('persistentvolumeclaims', namespace, name);
  if (current === undefined) {
    return failed(`failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "${namespace}/${name}"`);
  }
  // Who cannot make the volume takes the node away from the claim, so that another one is chosen.
  const selected = current.metadata.annotations?.[SELECTED_NODE];
  if (selected !== node.name) return failed(`provisioning failed for PVC ${JSON.stringify(name)}`);
  const volume = reader.get('persistentvolumes', '', current.spec.volumeName ?? '');
  if (volume !== undefined && !isReachable(volume, node)) {
    const text = `pv ${JSON.stringify(volume.metadata.name)} node affinity doesn't match node`;
    return failed(`${text} ${JSON.stringify(node.name)}: no matching NodeSelectorTerms`);
  }
  return { type: isFullyBound(current) ? 'bound' : 'waiting' };
}

/**
 * Whether the volumes of a Pod are bound by now, or never will be.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/volumebinding/binder.go `checkBindings`.
 */
export function bindingState({ plan, nodeName }: PendingBinding, reader: ClusterReader): BindingState {
  const node = reader.get('nodes', '', nodeName);
  if (node === undefined) return failed(`failed to get node ${JSON.stringify(nodeName)}: node "${nodeName}" not found`);
  const selected: SelectedNode = { name: nodeName, labels: node.metadata.labels ?? {} };
  const states: BindingState[] = plan.bindings.map(({ claim, volume }) => {
    const current = reader.get('persistentvolumes', '', volume.metadata.name);
    const name = JSON.stringify(volume.metadata.name);
    if (current === undefined) return failed(`failed to check binding: could not find v1.PersistentVolume ${name}`);
    if (equalJson(current.spec.claimRef ?? {}, {})) return failed(`ClaimRef got reset for pv ${name}`);
    const { namespace, name: claimName } = claim.metadata;
    const bound = reader.get('persistentvolumeclaims', namespace, claimName);
    return { type: bound !== undefined && isFullyBound(bound) ? 'bound' : 'waiting' };
  });
  for (const claim of plan.provisions) states.push(claimState(claim, selected, reader));
  return (
    states.find(({ type }) => type === 'failed') ?? states.find(({ type }) => type === 'waiting') ?? { type: 'bound' }
  );
}
