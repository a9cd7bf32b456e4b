import { join } from "node:path";
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { type PackageDefinition, loadSync } from "@grpc/proto-loader";
import { ExtensionCodec, decode, encode } from "@msgpack/msgpack";
import {
  type ArchiveFileConfig,
  type PartialArchiveFileConfig,
  archiveFileSchema,
  readArchiveFile,
  unknownValue,
  validateArchiveFile,
} from "./archive-file";

interface Call {
  readonly request: { readonly config?: { readonly msgpack: Uint8Array } };
}

/** What the server tells its process. */
export interface PluginServerEvents {
  /** The first call has come in: Terraform holds a connection and will not open another. */
  readonly onConnected: () => void;
  /** Terraform is done with the provider, and has been told so. */
  readonly onShutdown: () => void;
}

/** Serves Terraform's plugin protocol 6 for the one data source, on a unix socket. */
export class PluginServer {
  private readonly server = new Server({
    // `source_content` may be as large as Terraform likes.
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });

  constructor(private readonly events: PluginServerEvents) {
    this.server.addService(service("tfplugin6.proto", "tfplugin6.Provider"), this.provider());
    this.server.addService(service("go-plugin.proto", "plugin.GRPCController"), {
      Shutdown: (_call: Call, reply: sendUnaryData<object>) => {
        reply(null, {});
        this.server.tryShutdown(() => {
          this.events.onShutdown();
        });
      },
    });
  }

  /**
   * Listens on `socket`, a path of at most about 100 bytes.
   * @throws If the socket cannot be made.
   */
  async listen(socket: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  private provider(): UntypedServiceImplementation {
    return {
      GetProviderSchema: this.answer(() => ({
        provider: { version: 0, block: {} },
        dataSourceSchemas: { archive_file: archiveFileSchema },
      })),
      ValidateProviderConfig: this.answer(() => ({})),
      ConfigureProvider: this.answer(() => ({})),
      ValidateDataResourceConfig: this.answer((call) => ({
        diagnostics: validateArchiveFile(configOf(call) as PartialArchiveFileConfig),
      })),
      ReadDataSource: this.answer((call) => {
        // Terraform reads a data source only when all its arguments are known.
        const config = configOf(call) as ArchiveFileConfig;
        try {
          return { state: { msgpack: encode(readArchiveFile(config)) } };
        } catch (error) {
          const detail = `error creating archive: ${(error as Error).message}`;
          return {
            diagnostics: [{ severity: "ERROR", summary: "Archive creation error", detail }],
          };
        }
      }),
      StopProvider: this.answer(() => ({})),
    };
  }

  private answer(handle: (call: Call) => object) {
    return (call: Call, reply: sendUnaryData<object>): void => {
      this.events.onConnected();
      reply(null, handle(call));
    };
  }
}

function service(file: string, name: string): ServiceDefinition {
  const definitions: PackageDefinition = loadSync(join(__dirname, file));
  return definitions[name] as ServiceDefinition;
}

/** Unknown values are MessagePack extensions: 0, or 12 with what is known of the value. */
const extensions = new ExtensionCodec();
for (const type of [0, 12]) {
  extensions.register({ type, encode: () => null, decode: () => unknownValue });
}

function configOf(call: Call): unknown {
  return decode(call.request.config?.msgpack ?? [], { extensionCodec: extensions });
}
