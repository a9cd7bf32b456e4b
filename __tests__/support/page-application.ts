import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";

/** An application of one page, for the tests' browser. */
export interface PageApplication {
  /** Its origin. */
  readonly home: string;
  /** Runs a script, bundled with what it imports, on every page from now on; `window.settings` is what is given. */
  show(contents: string, settings?: object): Promise<void>;
  close(): void;
}

/** Serves an application, whose page is the same at every path, on a free port. */
export async function startPageApplication(): Promise<PageApplication> {
  let script = "";
  let start = "";
  const server = createServer((request, response) => {
    const isScript = request.url === "/app.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : start);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    home: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async show(contents, settings = {}) {
      const { outputFiles } = await build({
        stdin: { resolveDir: process.cwd(), contents },
        bundle: true,
        write: false,
        platform: "browser",
        define: { global: "globalThis" },
      });
      script = outputFiles[0]?.text ?? "";
      start = `<!doctype html><title>app</title><script>window.settings=${JSON.stringify(settings)}</script><script src="/app.js"></script>`;
    },
    close() {
      server.close();
    },
  };
}
