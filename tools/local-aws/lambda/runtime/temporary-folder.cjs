"use strict";
const { Buffer } = require("node:buffer");
const fs = require("node:fs");
const path = require("node:path");
const { fileURLToPath } = require("node:url");

/** What takes one path, and what takes two, as they are called in `fs` without `Sync`. */
const takesOne = [
  ...["access", "appendFile", "chmod", "chown", "createReadStream", "createWriteStream", "exists"],
  ...["lchmod", "lchown", "lstat", "lutimes", "mkdir", "mkdtemp", "open", "openAsBlob", "opendir"],
  ...["readdir", "readFile", "readlink", "realpath", "rm", "rmdir", "stat", "statfs", "truncate"],
  ...["unlink", "unwatchFile", "utimes", "watch", "watchFile", "writeFile"],
];
const takesTwo = ["copyFile", "cp", "rename"];

/**
 * Makes a folder of the execution environment's own the `/tmp` of its function. On Lambda each has a
 * `/tmp` of its own, and code names it so; here `/tmp` is everybody's, and closed to functions. For
 * files alone, not for modules: whatever is not mapped is refused.
 *
 * @param folder stands for /tmp.
 * @param code may lie below the real /tmp, and stays where it is.
 */
function mapTemporaryFolder(folder, code) {
  const isOurs = (file) => [folder, code].some((own) => file === own || file.startsWith(`${own}/`));
  const mapped = (given) => {
    const file = textOf(given);
    if (file === undefined) return given;
    const absolute = path.posix.normalize(file);
    if (absolute !== "/tmp" && !absolute.startsWith("/tmp/")) return given;
    return isOurs(absolute) ? given : folder + absolute.slice("/tmp".length);
  };
  const map = (holder, name, count) => {
    const original = holder[name];
    if (typeof original !== "function") return;
    const replacement = function (...args) {
      for (let index = 0; index < count; index += 1) args[index] = mapped(args[index]);
      return original.apply(this, args);
    };
    // `fs.realpath.native`, and what `promisify` looks for.
    Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original));
    if (typeof original.native === "function") map(replacement, "native", count);
    holder[name] = replacement;
  };
  for (const [names, count] of [
    [takesOne, 1],
    [takesTwo, 2],
  ]) {
    for (const name of names) {
      map(fs, name, count);
      map(fs, `${name}Sync`, count);
      map(fs.promises, name, count);
    }
  }
}

function textOf(given) {
  if (typeof given === "string") return given;
  if (given instanceof Uint8Array) return Buffer.from(given).toString();
  if (!(given instanceof URL)) return undefined;
  try {
    return fileURLToPath(given);
  } catch {
    return undefined;
  }
}

module.exports = { mapTemporaryFolder };
