import type { Stream } from '../streams';
import { Descriptor, type DescriptorOwner, type ForeignStreams, OpenStream } from './descriptor';

/** The open descriptors of a process. */
export class Descriptors {
  private readonly open = new Set<Descriptor>();
  private readonly owner: DescriptorOwner;

  constructor(
    private readonly foreign: ForeignStreams,
    raisePipe: () => void,
  ) {
    this.owner = { raisePipe, forget: (descriptor) => this.open.delete(descriptor) };
  }

  /** A descriptor for a stream that nobody else holds. */
  add(stream: Stream): Descriptor {
    const descriptor = new Descriptor(this.openStreamOf(stream), this.owner);
    this.open.add(descriptor);
    return descriptor;
  }

  /** Descriptors of this process for streams that another one holds, or that come from outside, number by number. */
  inherit(streams: ReadonlyMap<number, Stream>): Map<number, Stream> {
    const inherited = new Map<number, Stream>();
    streams.forEach((stream, number) => inherited.set(number, this.add(stream)));
    return inherited;
  }

  closeAll(): void {
    for (const descriptor of [...this.open]) descriptor.close();
  }

  private openStreamOf(stream: Stream): OpenStream {
    if (stream instanceof Descriptor) return stream.open;
    const known = this.foreign.get(stream);
    if (known !== undefined) return known;
    const open = new OpenStream(stream, this.foreign);
    this.foreign.set(stream, open);
    return open;
  }
}
