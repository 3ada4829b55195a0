import type { ContainerRuntime, RunningContainer } from '../../../src/simulator/kubelet';

/** Programs whose probes a test answers. */
export class ToldProbes {
  /** Whether calls succeed now. */
  isHealthy = true;
  calls = 0;

  /** `programs`, with probes that this answers. */
  readonly around = (programs: ContainerRuntime): ContainerRuntime => ({
    hasImage: (node, image, logins) => programs.hasImage(node, image, logins),
    describeImage: (image) => programs.describeImage(image),
    pull: (node, image, logins, tell) => programs.pull(node, image, logins, tell),
    noteImage: (node, image, logins) => programs.noteImage(node, image, logins),
    imagesOf: (node) => programs.imagesOf(node),
    machineProcesses: (node) => programs.machineProcesses(node),
    startPause: (node) => programs.startPause(node),
    push: (image) => programs.push(image),
    removeNode: (node) => programs.removeNode(node),
    start: (node, request, onExit) => {
      const started = programs.start(node, request, onExit);
      return 'kill' in started ? this.told(started) : started;
    },
  });

  private told(started: RunningContainer): RunningContainer {
    return {
      command: started.command,
      stop: () => started.stop(),
      kill: () => started.kill(),
      discard: () => started.discard(),
      usage: () => started.usage(),
      processes: started.processes,
      log: started.log,
      exec: (request, listener) => started.exec(request, listener),
      attach: (listener) => started.attach(listener),
      call: (_call, _timeoutMs, tell) => {
        this.calls += 1;
        const message = this.isHealthy ? '' : 'HTTP probe failed with statuscode: 500';
        tell({ isSuccess: this.isHealthy, message });
      },
    };
  }
}
