import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { ProviderProcess, type ProviderProcessProps, type Reattachment } from "./provider-process";
import { schemaOfTypes } from "./schema-of-types";

/** How a provider is started, and what is wanted of it. */
export interface KeptProviderProps extends ProviderProcessProps {
  /** The types of resources and data sources that it is to be used for. Terraform hears of no other. */
  readonly types: ReadonlySet<string>;
}

/** A process, and the connections that it answers. */
interface Served {
  readonly process: Promise<ProviderProcess>;
  /** Those that only ask, or have a configuration checked. */
  readonly askers: Set<ServerHttp2Session>;
  /** Those that have set it up. */
  readonly users: Set<ServerHttp2Session>;
  /** How it is set up. */
  setUp?: Buffer;
}

/**
 * A Terraform provider that keeps running. Terraform starts a provider up to four times in one command, and reads the
 * schema of all types each time; with one that is there already, and tells of a few types, a command of the AWS
 * provider's takes a tenth of the processor time.
 *
 * A process has one set-up for all who call it. So there is one for each set-up: several commands may use it at once,
 * and one command may set it up for several Regions. Terraform connects anew for each step of a command, and closes
 * no connection before its end.
 */
export class KeptProvider {
  private readonly all = new Set<Served>();
  private reattached: Reattachment | undefined;

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
    const first = await kept.another().process;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const Addr = { Network: "tcp", String: `127.0.0.1:${port}` };
    kept.reattached = { ...first.reattachment, Pid: process.pid, Addr };
    return kept;
  }

  /** How Terraform reaches it. */
  get reattachment(): Reattachment {
    if (this.reattached === undefined) throw new Error("The provider has not been started.");
    return this.reattached;
  }

  async stop(): Promise<void> {
    this.server.close();
    await Promise.all([...this.all].map(async (one) => (await one.process).stop()));
    this.all.clear();
  }

  private another(): Served {
    const process = ProviderProcess.start(this.props);
    const another: Served = { process, askers: new Set(), users: new Set() };
    this.all.add(another);
    return another;
  }

  /** A process that is set up like that, or one that nobody has set up, or a new one. */
  private setUpAs(setUp: Buffer): Served {
    const all = [...this.all];
    const served =
      all.find((one) => one.setUp?.equals(setUp)) ??
      all.find(({ users }) => users.size === 0) ??
      this.another();
    served.setUp = setUp;
    return served;
  }

  private serve(session: ServerHttp2Session): void {
    let [served = this.another()] = this.all;
    served.askers.add(session);
    let unanswered = 0;
    const answer = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      if (headers[":path"] !== `${calls}Configure`) {
        await this.answer(stream, headers, served.process);
        return;
      }
      const setUp = await buffer(stream);
      served.askers.delete(session);
      served = this.setUpAs(setUp);
      served.users.add(session);
      await this.answer(stream, headers, served.process, setUp);
    };
    session.on("stream", (stream, headers) => {
      // Others are of the plugin's own, and as long as the session.
      const counts = headers[":path"]?.startsWith(calls) === true ? 1 : 0;
      // One that was told to stop what it does may not do anything any more, for whoever comes next either.
      if (headers[":path"] === `${calls}Stop`) this.all.delete(served);
      unanswered += counts;
      answer(stream, headers)
        .then(() => (unanswered -= counts))
        .catch(() => {
          stream.close(constants.NGHTTP2_INTERNAL_ERROR);
        });
    });
    session.once("close", () => {
      for (const all of [served.askers, served.users]) all.delete(session);
      // Terraform was killed: its provider would have been, too.
      if (unanswered > 0) this.all.delete(served);
      const isUsed = served.askers.size > 0 || served.users.size > 0;
      if (!this.all.has(served) && !isUsed) void served.process.then((one) => one.stop());
    });
  }

  private async answer(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    provider: Promise<ProviderProcess>,
    body?: Buffer,
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
    if (body === undefined) stream.pipe(call);
    else call.end(body);
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
