import type { SystemError } from '../../process';

const RUNC =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init:';

/** Words of Go for what Linux refuses with. */
const words = (error: SystemError): string => error.message.charAt(0).toLowerCase() + error.message.slice(1);

/** What runc says of a program that it cannot execute. Source: opencontainers/runc, libcontainer/standard_init_linux.go, Go os/exec. */
export function execText(program: string, error: SystemError): string {
  if (error.code === 'ENOENT') {
    return program.includes('/')
      ? `exec: "${program}": stat ${program}: no such file or directory`
      : `exec: "${program}": executable file not found in $PATH`;
  }
  return error.code === 'ENOEXEC' ? `exec ${program}: exec format error` : `exec: "${program}": ${words(error)}`;
}

/** Why a container was not started, in the words of runc as containerd passes them on. */
export const startRefusal = (program: string, error: SystemError): string => `${RUNC} ${execText(program, error)}`;

/** What the shim says of a program that cannot be executed in a running container. Source: containerd, runc `exec`. */
export const execRefusal = (program: string, error: SystemError): string =>
  `OCI runtime exec failed: exec failed: unable to start container process: ${execText(program, error)}`;
