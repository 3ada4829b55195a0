import { type CertificateFor, type Listener, type Process, serveHttp } from '../../../process';
import type { ProxyConfig } from '../proxy-config';
import { findCertificate } from './find-route';
import { Proxy, type Voice } from './proxy';

const NOTHING: ProxyConfig = { httpPort: 0, httpsPort: 0, hosts: {}, certificates: {}, clusters: {} };

/** The ports of a proxy: open while there is something to answer there, as Contour tells Envoy. */
export class Listeners {
  /** Whether a control plane has said what to do. */
  isConfigured = false;
  private config = NOTHING;
  private readonly open = new Map<string, Listener>();
  private readonly proxy: Proxy;

  /** @param voice - how the proxy speaks; that of Envoy when not given */
  constructor(
    private readonly process: Process,
    private readonly voice?: Voice,
  ) {
    this.proxy = new Proxy(process, () => this.config, voice);
  }

  /** Does what a new configuration says; requests that are under way end as they began. */
  apply(config: ProxyConfig): void {
    const { hosts, fallback, certificates, httpPort, httpsPort } = config;
    this.config = config;
    this.isConfigured = true;
    const isAlwaysThere = this.voice?.isAlwaysThere === true;
    this.listen(httpPort, false, isAlwaysThere || fallback !== undefined || Object.keys(hosts).length > 0);
    this.listen(httpsPort, true, isAlwaysThere || Object.keys(certificates).length > 0);
  }

  private readonly certificateFor: CertificateFor = (name) =>
    findCertificate(this.config, name.toLowerCase()) ?? (this.voice?.isAlwaysThere === true ? 'selfSigned' : undefined);

  private listen(port: number, isSecure: boolean, isWanted: boolean): void {
    const key = `${port} ${isSecure}`;
    const listener = this.open.get(key);
    if (isWanted === (listener !== undefined)) return;
    if (listener === undefined) {
      this.open.set(
        key,
        serveHttp(this.process, { port, isSecure, certificateFor: this.certificateFor }, (request) =>
          this.proxy.answer(request),
        ),
      );
    } else {
      listener.close();
      this.open.delete(key);
    }
  }
}
