/** What is known of a transfer, for `-w`. */
export interface Transfer {
  /** Status of the last answer; 0 before there is one. */
  status: number;
  /** URL asked last, after redirects. */
  url: string;
  /** Method of the last request. */
  method: string;
  /** Content type of the last answer. */
  contentType: string;
  /** IP address asked last. */
  address: string;
  /** Port asked last. */
  port: number;
  /** Bytes of content received. */
  received: number;
  /** Bytes of content sent with the last request. */
  sent: number;
  /** Redirects followed. */
  redirects: number;
  /** Time until the last answer began, in milliseconds; 0 before. */
  connectMs: number;
  /** When it all began. */
  beganMs: number;
}

/** A transfer that begins. */
export const beginTransfer = (nowMs: number): Transfer => ({
  status: 0,
  url: '',
  method: '',
  contentType: '',
  address: '',
  port: 0,
  received: 0,
  sent: 0,
  redirects: 0,
  connectMs: 0,
  beganMs: nowMs,
});

/** The text of `-w`: variables in braces and escapes replaced. */
export function transferReport(transfer: Transfer, format: string, code: number, nowMs: number): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(6);
  const totalMs = nowMs - transfer.beganMs;
  const values: Readonly<Record<string, string>> = {
    content_type: transfer.contentType,
    exitcode: String(code),
    http_code: String(transfer.status).padStart(3, '0'),
    response_code: String(transfer.status).padStart(3, '0'),
    http_version: transfer.status === 0 ? '0' : '1.1',
    method: transfer.method,
    num_redirects: String(transfer.redirects),
    remote_ip: transfer.address,
    remote_port: String(transfer.port),
    size_download: String(transfer.received),
    size_upload: String(transfer.sent),
    speed_download: String(totalMs > 0 ? Math.round((transfer.received / totalMs) * 1000) : transfer.received),
    time_connect: seconds(Math.min(transfer.connectMs, totalMs)),
    time_namelookup: seconds(0),
    time_starttransfer: seconds(Math.min(transfer.connectMs, totalMs)),
    time_total: seconds(totalMs),
    url_effective: transfer.url,
  };
  return format
    .replace(/%\{(\w+)\}/g, (whole: string, name: string) => values[name] ?? whole)
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\r/g, '\r')
    .replaceAll('%%', '%');
}
