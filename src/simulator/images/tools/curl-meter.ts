import type { Transfer } from './curl-transfer';

const HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';

function row(percent: number, size: number, speed: number): string {
  const [share, bytes, rate] = [String(percent).padStart(3), String(size).padStart(5), String(speed)];
  return `\r${share} ${bytes}  ${share} ${bytes}    0     0 ${rate.padStart(6)}      0 --:--:-- --:--:-- --:--:-- ${rate.padStart(5)}`;
}

/** The table of the progress, as it stands before anything has come. */
export const meterBegin = (): string => `${HEAD}${row(0, 0, 0)}`;

/** The last row of the table, over the first one. */
export function meterEnd(transfer: Transfer, nowMs: number): string {
  const seconds = Math.max((nowMs - transfer.beganMs) / 1000, 0.001);
  return `${row(100, transfer.received, Math.round(transfer.received / seconds))}\n`;
}
