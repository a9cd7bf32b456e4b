import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PluginServer } from "./plugin-server";

/** Terraform's plugin protocol 6 over go-plugin's own protocol 1. */
const handshake = (socket: string) => `1|6|unix|${socket}|grpc|\n`;

async function main(): Promise<void> {
  if (process.env["PLUGIN_CLIENT_CERT"] !== undefined) {
    throw new Error(
      "The offline archive provider does not speak TLS. Set TF_DISABLE_PLUGIN_TLS=1 for Terraform.",
    );
  }
  const parent = process.ppid;
  // Short: the whole path of a socket has 103 bytes on macOS, half of which its TMPDIR takes.
  const socket = join(tmpdir(), `archive-${randomBytes(6).toString("hex")}.sock`);
  const removeSocket = () => {
    rmSync(socket, { force: true });
  };
  const server = new PluginServer({
    // Terraform keeps its one connection. With the file gone, even SIGKILL leaves nothing behind.
    onConnected: removeSocket,
    onShutdown: () => process.exit(),
  });
  process.on("exit", removeSocket);
  process.on("SIGTERM", () => process.exit());
  // Ctrl-C reaches every process of the terminal, but it is for Terraform to end its providers.
  process.on("SIGINT", () => undefined);

  // Nobody but the user may connect; files that the provider writes keep the user's own umask.
  const umask = process.umask(0o077);
  await server.listen(socket);
  process.umask(umask);

  setInterval(() => {
    if (process.ppid !== parent) process.exit();
  }, 1000);
  process.stdout.write(handshake(socket));
}

main().catch((error: unknown) => {
  // Terraform drops a provider's stderr at this point, but quotes a first line that is no handshake.
  process.stdout.write(`${(error as Error).message}\n`, () => process.exit(1));
});
