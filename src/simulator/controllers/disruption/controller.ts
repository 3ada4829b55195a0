import {
  equalJson,
  labelSelectorOf,
  type Pod,
  type PodDisruptionBudget,
  type PodDisruptionBudgetStatus,
} from '../../api';
import { keyOf, splitKey, WorkQueue, type Controller, type ControllerContext } from '../../client';
import { decideBudgetStatus, disruptedPods, expectationOf, failSafeStatus } from './decide-status';
import { scaleOf } from './scale-of';
import { selectorText } from './selector-text';
import { staleFromMs, undisruptedStatus } from './stale-condition';

/** Changes of Pods are taken together: a budget looks at all of its Pods each time. */
const INTERVAL_MS = 100;

class DisruptionController {
  private readonly queue: WorkQueue;
  /** Pods whose announced disruption may not come. */
  private readonly announced: WorkQueue;
  /** Keys of all budgets: most clusters have none, and every change of a Pod asks for them. */
  private readonly budgets = new Set<string>();

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.queue = new WorkQueue(loop, (key) => this.reconcile(key), { intervalMs: INTERVAL_MS });
    this.announced = new WorkQueue(loop, (key) => this.withdraw(key));
    client.watch('policy/poddisruptionbudgets', ({ type, object }) => {
      const key = keyOf(object);
      if (type === 'DELETED') {
        this.budgets.delete(key);
        this.queue.forget(key);
      } else {
        this.budgets.add(key);
        this.queue.add(key);
      }
    });
    client.watch('pods', ({ type, object, previous }) => {
      this.noteLabels(object);
      if (previous !== undefined && previous.metadata.labels !== object.metadata.labels) this.noteLabels(previous);
      if (type !== 'DELETED') this.noteAnnouncement(object);
    });
  }

  private noteLabels({ metadata }: Pod): void {
    if (this.budgets.size === 0) return;
    for (const budget of this.context.client.list('policy/poddisruptionbudgets', metadata.namespace)) {
      if (labelSelectorOf(budget.spec.selector).matches(metadata.labels)) this.queue.add(keyOf(budget));
    }
  }

  /** Nobody waits for a disruption that does not come. */
  private noteAnnouncement(pod: Pod): void {
    const staleMs = staleFromMs(pod);
    if (staleMs === undefined) return;
    this.announced.addAfter(keyOf(pod), Math.max(0, staleMs - this.context.loop.nowMs), true);
  }

  private withdraw(key: string): void {
    const { client, loop } = this.context;
    const pod = client.get('pods', ...splitKey(key));
    const staleMs = pod === undefined ? undefined : staleFromMs(pod);
    if (pod === undefined || staleMs === undefined) return;
    if (staleMs > loop.nowMs) this.noteAnnouncement(pod);
    else client.updateStatus('pods', { ...pod, status: undisruptedStatus(pod, loop.nowMs) });
  }

  private reconcile(key: string): void {
    const { client, events, loop, pods: views } = this.context;
    const budget = client.get('policy/poddisruptionbudgets', ...splitKey(key));
    if (budget === undefined) return;
    const selector = labelSelectorOf(budget.spec.selector);
    const pods = views
      .inNamespace(budget.metadata.namespace)
      .filter(({ metadata }) => selector.matches(metadata.labels));
    if (pods.length === 0) events.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    const expectation = expectationOf(budget, pods, (owner, namespace) => scaleOf(client, owner, namespace));
    if (expectation.type === 'unknown') {
      const { message } = expectation;
      const text = `Failed to calculate the number of expected pods: ${message}`;
      events.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', text);
      this.writeStatus(budget, failSafeStatus(budget, message, loop.nowMs));
      return;
    }
    if (expectation.unmanaged.length > 0) events.event(budget, 'Warning', 'UnmanagedPods', unmanagedText(budget));
    const disrupted = disruptedPods(budget, pods, loop.nowMs);
    const { namespace } = budget.metadata;
    for (const pod of disrupted.overdue) {
      // The real message names the namespace twice.
      const text = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
      events.event(pod, 'Warning', 'NotDeleted', text);
    }
    this.writeStatus(budget, decideBudgetStatus(budget, pods, expectation, disrupted, loop.nowMs));
    if (disrupted.nextMs < Infinity) this.queue.addAfter(key, disrupted.nextMs - loop.nowMs, true);
  }

  private writeStatus(budget: PodDisruptionBudget, status: PodDisruptionBudgetStatus): void {
    if (equalJson(status, budget.status)) return;
    this.context.client.updateStatus('policy/poddisruptionbudgets', { ...budget, status });
  }
}

const unmanagedText = ({ spec }: PodDisruptionBudget): string =>
  `Pods selected by this PodDisruptionBudget (selector: ${selectorText(spec.selector)}) were found to be unmanaged. ` +
  'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
  'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';

/**
 * Works out how many Pods of each budget may be evicted, and takes back disruptions that were announced and did not come.
 *
 * Not modelled: the Event MultiplePodDisruptionBudgets, and that of several budgets for one Pod only one is brought up to
 * date. Source: Kubernetes 1.36, pkg/controller/disruption/disruption.go.
 */
export const disruptionController: Controller = {
  name: 'disruption-controller',
  component: 'controllermanager',
  start(context) {
    new DisruptionController(context);
  },
};
