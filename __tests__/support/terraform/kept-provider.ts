import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { ProviderProcess, type ProviderProcessProps, type Reattachment } from "./provider-process";
import { schemaOfTypes } from "./schema-of-types";

/** How a provider is started, and what is wanted of it. */
export interface KeptProviderProps extends ProviderProcessProps {
  /** The types of resources and data sources that it is to be used for. Terraform hears of no other. */
  readonly types: ReadonlySet<string>;
}

/**
 * A Terraform provider that keeps running. Terraform starts a provider up to four times in one command, and reads the
 * schema of all types each time; with one that is there already, and tells of a few types, a command of the AWS
 * provider's takes a tenth of the processor time.
 *
 * Whoever connects has a process alone until it ends, as with providers of its own: so several commands may use it at
 * once, and one command may set it up for several Regions.
 */
export class KeptProvider {
  private readonly processes = new Set<ProviderProcess>();
  private readonly idle: ProviderProcess[] = [];

  private constructor(
    private readonly props: KeptProviderProps,
    private readonly server: Http2Server,
  ) {
    server.on("session", (session) => {
      this.serve(session);
    });
  }

  /** @throws Error with what the provider has printed, when it ends before it is ready. */
  static async start(props: KeptProviderProps): Promise<KeptProvider> {
    const server = createServer();
    const kept = new KeptProvider(props, server);
    kept.idle.push(await kept.process());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return kept;
  }

  /** How Terraform reaches it. */
  get reattachment(): Reattachment {
    const [first] = this.processes;
    if (first === undefined) throw new Error("The provider has been stopped.");
    const { port } = this.server.address() as AddressInfo;
    const Addr = { Network: "tcp", String: `127.0.0.1:${port}` };
    return { ...first.reattachment, Pid: process.pid, Addr };
  }

  async stop(): Promise<void> {
    this.server.close();
    await Promise.all([...this.processes].map((one) => one.stop()));
    this.processes.clear();
  }

  private async process(): Promise<ProviderProcess> {
    const started = await ProviderProcess.start(this.props);
    this.processes.add(started);
    return started;
  }

  private serve(session: ServerHttp2Session): void {
    const provider = Promise.resolve(this.idle.pop() ?? this.process());
    let isReusable = true;
    let unanswered = 0;
    session.on("stream", (stream, headers) => {
      // Others are of the plugin's own, and as long as the session.
      const counts = headers[":path"]?.startsWith(calls) === true ? 1 : 0;
      // One that was told to stop what it does may not do anything any more.
      if (headers[":path"] === `${calls}Stop`) isReusable = false;
      unanswered += counts;
      this.answer(stream, headers, provider)
        .then(() => (unanswered -= counts))
        .catch(() => {
          stream.close(constants.NGHTTP2_INTERNAL_ERROR);
        });
    });
    session.once("close", () => {
      void provider.then(async (one) => {
        if (!this.processes.has(one)) return;
        if (isReusable && unanswered === 0) {
          this.idle.push(one);
          return;
        }
        // Terraform was killed: its provider would have been, too.
        this.processes.delete(one);
        await one.stop();
      });
    });
  }

  private async answer(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    provider: Promise<ProviderProcess>,
  ): Promise<void> {
    // Terraform may end while it is told something.
    stream.on("error", () => undefined);
    const isSchema = headers[":path"] === `${calls}GetSchema`;
    const known = isSchema ? schemas.get(this.props.file) : undefined;
    if (known !== undefined) {
      answerWith(stream, this.named(known));
      return;
    }
    const call = (await provider).call({ ...headers, ":authority": undefined });
    stream.pipe(call);
    stream.once("aborted", () => {
      call.close(constants.NGHTTP2_CANCEL);
    });
    await new Promise<void>((resolve, reject) => {
      let trailers: IncomingHttpHeaders = {};
      const whole: Buffer[] = [];
      call.once("response", (answered, flags) => {
        const isAll = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
        stream.respond(answered, isAll ? { endStream: true } : { waitForTrailers: true });
      });
      stream.once("wantTrailers", () => {
        stream.sendTrailers(trailers);
      });
      call.once("trailers", (sent: IncomingHttpHeaders) => {
        trailers = sent;
      });
      call.on("data", (data: Buffer) => {
        if (isSchema) whole.push(data);
        else stream.write(data);
      });
      call.once("end", () => {
        if (isSchema && whole.length > 0) {
          const schema = Buffer.concat(whole);
          schemas.set(this.props.file, schema);
          stream.end(this.named(schema));
        } else stream.end();
        resolve();
      });
      call.once("error", reject);
    });
  }

  /** What a provider has answered, with no other types than are wanted. */
  private named(answer: Buffer): Buffer {
    const message = schemaOfTypes(answer.subarray(framed), this.props.types);
    const frame = Buffer.alloc(framed);
    frame.writeUInt32BE(message.length, 1);
    return Buffer.concat([frame, message]);
  }
}

/** What a provider's program has answered: whatever it is set up for, that is the same. */
const schemas = new Map<string, Buffer>();

/** Where a provider is called. */
const calls = "/tfplugin5.Provider/";

/** What comes before a message of gRPC: whether it is compressed, and its length. */
const framed = 5;

function answerWith(stream: ServerHttp2Stream, message: Buffer): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.once("wantTrailers", () => {
    stream.sendTrailers({ "grpc-status": "0" });
  });
  stream.resume();
  stream.end(message);
}
