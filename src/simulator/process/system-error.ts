import { StacklessError } from './stackless-error';

/** What system calls refuse with, and the words of the C library for each. */
const TEXTS = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAGAIN: 'Resource temporarily unavailable',
  EBADF: 'Bad file descriptor',
  EBUSY: 'Device or resource busy',
  ECHILD: 'No child processes',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EEXIST: 'File exists',
  EFBIG: 'File too large',
  EHOSTUNREACH: 'No route to host',
  EINTR: 'Interrupted system call',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENETUNREACH: 'Network is unreachable',
  ENOENT: 'No such file or directory',
  ENOEXEC: 'Exec format error',
  ENOMEM: 'Cannot allocate memory',
  ENOSPC: 'No space left on device',
  ENOTCONN: 'Transport endpoint is not connected',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  ENXIO: 'No such device or address',
  EPERM: 'Operation not permitted',
  EPIPE: 'Broken pipe',
  EROFS: 'Read-only file system',
  ESRCH: 'No such process',
  ETIMEDOUT: 'Connection timed out',
  EXDEV: 'Invalid cross-device link',
} as const;

/** Name of an error of the system: `ENOENT`. */
export type ErrorCode = keyof typeof TEXTS;

/** What a system call refuses with; its message is that of the C library: `No such file or directory`. */
export class SystemError extends StacklessError {
  readonly code: ErrorCode;
  /** Path or address it is about. @default - none */
  readonly subject?: string;

  constructor(code: ErrorCode, subject?: string) {
    super(TEXTS[code]);
    this.name = 'SystemError';
    this.code = code;
    if (subject !== undefined) this.subject = subject;
  }
}

/** Whether `error` is that of a system call, of `code` when it is given. */
export const isSystemError = (error: unknown, code?: ErrorCode): error is SystemError =>
  error instanceof SystemError && (code === undefined || error.code === code);
