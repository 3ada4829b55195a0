import type { CommandWay, RemoteListener, RemoteSession } from '../api';
import type { EventLoop, SeededRandom } from '../engine';
import {
  type ContainerProcesses,
  etcMounts,
  type FileSystem,
  filesOf,
  type MachineInfo,
  nullStream,
  startContainer,
  systemMounts,
  type Volume,
} from '../process';
import { execSession, reapOrphans, type RuntimeNode } from './runtime';

/** A machine that people log in to. */
export interface Host extends Pick<RuntimeNode, 'machine' | 'network' | 'processor'> {
  /** Name that its programs see. */
  readonly name: string;
  readonly disk: Volume;
  /** Text of `/etc/resolv.conf`. */
  readonly resolvConf: string;
}

/** Weight of what is not in any container. Source: systemd, `CPUWeight` of 100, as shares of cgroup v1. */
const CPU_WEIGHT = 1024;

const ENVIRONMENT: ReadonlyMap<string, string> = new Map([
  ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ['HOME', '/root'],
  ['USER', 'root'],
  ['LOGNAME', 'root'],
  ['SHELL', '/bin/bash'],
  ['TERM', 'xterm-256color'],
]);

const GONE = 'client_loop: send disconnect: Broken pipe';

const streams = new Map([0, 1, 2].map((number) => [number, nullStream]));

/** The words of a command as the shell at the other end reads them: joined, as ssh does. */
const shellWords = (command: readonly string[]): readonly string[] =>
  command.length === 0 ? ['bash', '-l'] : ['bash', '-c', command.join(' ')];

/** Commands of people on one machine. They share its files, its network and its table of processes. */
export class HostCommands {
  /** What runs on the machine, and in no container. */
  readonly processes: ContainerProcesses;
  private readonly ends = new Set<() => void>();

  constructor(
    private readonly loop: EventLoop,
    random: SeededRandom,
    host: Host,
  ) {
    const { name, network, processor, disk, resolvConf } = host;
    const machine = (): MachineInfo => ({ ...host.machine(), hostname: name });
    let files: FileSystem | undefined;
    const makeFiles = (): FileSystem => {
      const texts = { hosts: `127.0.0.1\tlocalhost\n127.0.1.1\t${name}\n`, hostname: name, resolvConf };
      const system = systemMounts({
        nowMs: () => loop.nowMs,
        random: () => random,
        machine,
        processes: () => this.processes.table.list(),
        ownProcesses: () => this.processes.processes(),
        environmentOf: (pid) => this.processes.table.environmentOf(pid),
        mounts: () => files?.mounts() ?? [],
      });
      const etc = etcMounts(
        () => texts,
        () => loop.nowMs,
      );
      return filesOf(disk, [...system, ...etc]);
    };
    this.processes = startContainer({
      loop,
      random: () => random,
      files: () => (files ??= makeFiles()),
      network,
      machine,
      argv: ['/sbin/init'],
      program: reapOrphans,
      env: () => ENVIRONMENT,
      directory: '/root',
      uid: 0,
      gid: 0,
      streams,
      processor,
      cpuWeight: CPU_WEIGHT,
      onExit: () => undefined,
    });
  }

  /** Runs a command for a client. */
  run({ command = [], hasStdin, hasTerminal }: CommandWay, listener: RemoteListener): RemoteSession {
    const request = { command: shellWords(command), hasStdin, hasTerminal };
    let isOver = false;
    const end: RemoteListener['end'] = (outcome) => {
      if (isOver) return;
      isOver = true;
      this.ends.delete(cut);
      listener.end(outcome);
    };
    const cut = (): void => end({ error: GONE });
    const session = execSession(this.loop, this.processes, request, '', {
      data: (stream, bytes) => listener.data(stream, bytes),
      ready: () => listener.ready(),
      end,
    });
    if (!isOver) this.ends.add(cut);
    return {
      ...session,
      close: () => {
        this.ends.delete(cut);
        session.close();
      },
    };
  }

  /** The machine has no power any more: all that runs ends without a word. */
  powerOff(): void {
    for (const cut of [...this.ends]) cut();
    this.processes.discard();
  }
}
