import {
  SimpleRuntime,
  type ContainerExit,
  type ContainerSpec,
  type RunningContainer,
  type StartFailure,
} from '../../../src/simulator/kubelet';

/** The simple model of images, with probes that a test answers. */
export class ToldRuntime extends SimpleRuntime {
  /** Whether calls succeed now. */
  isHealthy = true;
  calls = 0;

  override start(
    node: string,
    spec: ContainerSpec,
    onExit: (exit: ContainerExit) => void,
  ): RunningContainer | StartFailure {
    const started = super.start(node, spec, onExit);
    if (!('kill' in started)) return started;
    return {
      stop: () => started.stop(),
      kill: () => started.kill(),
      discard: () => started.discard(),
      usage: () => started.usage(),
      call: (_call, _timeoutMs, tell) => {
        this.calls += 1;
        const message = this.isHealthy ? '' : 'HTTP probe failed with statuscode: 500';
        tell({ isSuccess: this.isHealthy, message, isFinal: false });
      },
    };
  }
}
