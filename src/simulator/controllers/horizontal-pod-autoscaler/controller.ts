import {
  equalJson,
  StatusError,
  toTimestamp,
  type HorizontalPodAutoscaler,
  type MetricsAccess,
  type Pod,
} from '../../api';
import { keyOf, splitKey, withCondition, WorkQueue, type Controller, type ControllerContext } from '../../client';
import { decideScaling, type Observation, type ScalingPlan } from './decide';
import type { ScalingHistory } from './normalize';
import { isFailure } from './pod-requests';
import { usageReader } from './read-usage';
import { findTarget, type ScaleTarget } from './scale-target';

const AUTOSCALERS = 'autoscaling/horizontalpodautoscalers';
/** Source: Kubernetes 1.36, pkg/controller/podautoscaler/config, HorizontalPodAutoscalerSyncPeriod. */
const SYNC_MS = 15_000;

/** What autoscalers measure by. */
export interface AutoscalerOptions {
  /** @default - the cluster has no metrics: every metric fails, in the words of a real cluster without them */
  readonly metrics?: MetricsAccess;
}

class Autoscalers {
  private readonly queue: WorkQueue;
  private readonly histories = new Map<string, ScalingHistory>();

  constructor(
    private readonly context: ControllerContext,
    private readonly metrics: MetricsAccess,
  ) {
    this.queue = new WorkQueue(context.loop, (key) => this.sync(key));
    context.client.watch(AUTOSCALERS, ({ type, object, previous }) => {
      const key = keyOf(object);
      if (type === 'DELETED') {
        this.queue.forget(key);
        this.histories.delete(key);
      } else if (!equalJson(previous?.spec, object.spec)) {
        this.queue.addAfter(key, SYNC_MS);
      }
    });
  }

  private sync(key: string): void {
    const { client, loop } = this.context;
    const autoscaler = client.get(AUTOSCALERS, ...splitKey(key));
    if (autoscaler === undefined) return;
    this.queue.addAfter(key, SYNC_MS, true);
    const target = findTarget(client, autoscaler);
    const plan = decideScaling(autoscaler, this.observe(key, autoscaler, target));
    if (plan.history !== undefined) this.histories.set(key, plan.history);
    const apply = (): void => this.apply(autoscaler, target, plan);
    // Looking is routine; that replicas change is waited for.
    if (plan.rescale !== undefined && loop.isRoutine) loop.after(0, apply, { isRoutine: false });
    else apply();
  }

  private observe(
    key: string,
    autoscaler: HorizontalPodAutoscaler,
    target: ReturnType<typeof findTarget>,
  ): Observation {
    const { loop, pods: views } = this.context;
    const history = this.histories.get(key);
    const common = { nowMs: loop.nowMs, ...(history === undefined ? {} : { history }) };
    if (isFailure(target)) return { ...common, scale: target, readUsage: usageReader(this.metrics, []) };
    const { namespace } = autoscaler.metadata;
    const pods = views.inNamespace(namespace).filter(({ metadata }) => target.selector.matches(metadata.labels));
    const scale = {
      replicas: target.replicas,
      selector: target.selectorText,
      pods,
      autoscalers: this.rivals(namespace, pods),
    };
    return { ...common, scale, readUsage: usageReader(this.metrics, pods) };
  }

  /** Autoscalers of a namespace whose target has any of these Pods. */
  private rivals(namespace: string, pods: readonly Pod[]): { namespace: string; name: string }[] {
    const { client } = this.context;
    if (client.count(AUTOSCALERS, namespace) < 2) return [];
    return client
      .list(AUTOSCALERS, namespace)
      .filter((each) => {
        const target = findTarget(client, each);
        return !isFailure(target) && pods.some(({ metadata }) => target.selector.matches(metadata.labels));
      })
      .map(({ metadata }) => ({ namespace, name: metadata.name }));
  }

  private apply(autoscaler: HorizontalPodAutoscaler, target: ReturnType<typeof findTarget>, plan: ScalingPlan): void {
    const { events } = this.context;
    const refusal = isFailure(target) ? undefined : this.rescale(autoscaler, target, plan);
    if (refusal !== undefined) {
      this.reportRefusal(autoscaler, plan, refusal);
      return;
    }
    this.writeStatus(autoscaler, plan.status);
    for (const { type, reason, message } of plan.events) events.event(autoscaler, type, reason, message);
  }

  /** Sets the replicas; the error when that is refused. */
  private rescale(
    { metadata, spec }: HorizontalPodAutoscaler,
    { resource }: ScaleTarget,
    { rescale }: ScalingPlan,
  ): StatusError | undefined {
    if (rescale === undefined) return undefined;
    try {
      this.context.client.scale(resource, metadata.namespace, spec.scaleTargetRef.name, rescale.replicas);
      return undefined;
    } catch (error) {
      if (error instanceof StatusError) return error;
      throw error;
    }
  }

  private reportRefusal(
    autoscaler: HorizontalPodAutoscaler,
    { rescale, status }: ScalingPlan,
    error: StatusError,
  ): void {
    const { events, loop } = this.context;
    const size = `New size: ${rescale?.replicas ?? 0}; reason: ${rescale?.reason ?? ''}`;
    events.event(autoscaler, 'Warning', 'FailedRescale', `${size}; error: ${error.message}`);
    const conditions = withCondition(status.conditions, {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedUpdateScale',
      message: `the HPA controller was unable to update the target scale: ${error.message}`,
      lastTransitionTime: toTimestamp(loop.nowMs),
    });
    const { lastScaleTime: _planned, ...rest } = status;
    const { lastScaleTime, desiredReplicas } = autoscaler.status;
    const kept = lastScaleTime === undefined ? {} : { lastScaleTime };
    this.writeStatus(autoscaler, { ...rest, ...kept, desiredReplicas, conditions });
  }

  /** An autoscaler that changed meanwhile is looked at the next time. */
  private writeStatus(autoscaler: HorizontalPodAutoscaler, status: HorizontalPodAutoscaler['status']): void {
    if (equalJson(status, autoscaler.status)) return;
    try {
      this.context.client.updateStatus(AUTOSCALERS, { ...autoscaler, status });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }
}

/**
 * Scales workloads by what their Pods use, every 15 s.
 *
 * Not modelled: metrics of Pods, objects and external systems, which fail as without an adapter for them.
 * Source: Kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go.
 */
export const horizontalPodAutoscaler = (options: AutoscalerOptions = {}): Controller => ({
  name: 'horizontal-pod-autoscaler-controller',
  account: 'horizontal-pod-autoscaler',
  component: 'horizontal-pod-autoscaler',
  start(context) {
    new Autoscalers(context, options.metrics ?? (() => 'missing'));
  },
});
