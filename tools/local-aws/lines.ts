import type { Readable } from "node:stream";

/**
 * Tells every line of a stream, and what is left at its end. Only `\n` ends a line: Node's
 * `readline` also splits at the `\r` with which Lambda keeps a message of several lines together.
 */
export function onLine(stream: Readable, listener: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(listener);
  });
  stream.on("end", () => {
    if (rest !== "") listener(rest);
  });
}
