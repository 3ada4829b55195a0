/** A header field of HTTP/2; names are in lower case. */
export type HeaderField = readonly [name: string, value: string];

/** Fields that have a number from 1 on. Source: RFC 7541, appendix A. */
const STATIC: readonly HeaderField[] = (
  ':authority|:method=GET|:method=POST|:path=/|:path=/index.html|:scheme=http|:scheme=https|:status=200|:status=204|' +
  ':status=206|:status=304|:status=400|:status=404|:status=500|accept-charset|accept-encoding=gzip, deflate|' +
  'accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|authorization|cache-control|' +
  'content-disposition|content-encoding|content-language|content-length|content-location|content-range|content-type|' +
  'cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|' +
  'last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|' +
  'server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate'
)
  .split('|')
  .map((entry) => {
    const [name = '', value = ''] = entry.split('=');
    return [name, value];
  });

/** Bytes that an entry counts beside its texts. Source: RFC 7541, 4.1. */
const ENTRY_BYTES = 32;

const sizeOf = ([name, value]: HeaderField): number => name.length + value.length + ENTRY_BYTES;

/** Fields by number: those that everybody knows, then those that were sent before, the latest first. */
export class HeaderTable {
  private entries: HeaderField[] = [];
  private bytes = 0;

  /** `bytesMax` is how much may be kept. Source: RFC 9113, 6.5.2 SETTINGS_HEADER_TABLE_SIZE. */
  constructor(private bytesMax = 4096) {}

  /** The field with a number; undefined when there is none. */
  find(index: number): HeaderField | undefined {
    return index <= STATIC.length ? STATIC[index - 1] : this.entries[index - STATIC.length - 1];
  }

  /** Keeps a field; the oldest go when there is no room. */
  add(field: HeaderField): void {
    this.entries.unshift(field);
    this.bytes += sizeOf(field);
    this.shrink();
  }

  /** Changes how much may be kept. */
  resize(bytesMax: number): void {
    this.bytesMax = bytesMax;
    this.shrink();
  }

  private shrink(): void {
    while (this.bytes > this.bytesMax) {
      const oldest = this.entries.pop();
      if (oldest === undefined) return;
      this.bytes -= sizeOf(oldest);
    }
  }
}
