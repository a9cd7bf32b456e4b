"use strict";
const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { namedError } = require("./error-payload.cjs");

const extensions = [".js", ".mjs", ".cjs"];

/**
 * Loads `folder/file.export` from a function's code.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-naming
 */
async function loadHandler(taskRoot, name) {
  const folder = path.dirname(name);
  const [, file, exported] = /^([^.]*)\.(.+)$/.exec(path.basename(name)) ?? [];
  if (!file || !exported) throw namedError("Runtime.MalformedHandlerName", `Bad handler ${name}`);
  const loaded = await loadModule(path.resolve(taskRoot, folder, file), name, taskRoot);
  let handler = loaded;
  for (const key of exported.split(".")) handler = handler?.[key];
  if (handler === undefined) {
    throw namedError("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  }
  if (typeof handler !== "function") {
    throw namedError("Runtime.HandlerNotFound", `${name} is not a function`);
  }
  return handler;
}

async function loadModule(base, name, taskRoot) {
  const file = extensions.map((extension) => base + extension).find((found) => existsSync(found));
  if (file === undefined) {
    const wanted = path.basename(base);
    throw namedError(
      "Runtime.ImportModuleError",
      `Error: Cannot find module '${wanted}': the handler ${name} wants ${wanted}.js, .mjs or .cjs`,
    );
  }
  try {
    return isEsModule(file, taskRoot) ? await import(pathToFileURL(file).href) : require(file);
  } catch (error) {
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND") {
      throw namedError("Runtime.ImportModuleError", String(error));
    }
    if (error instanceof SyntaxError)
      throw namedError("Runtime.UserCodeSyntaxError", String(error));
    throw error;
  }
}

function isEsModule(file, taskRoot) {
  if (!file.endsWith(".js")) return file.endsWith(".mjs");
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
    if (folder === taskRoot || folder === path.dirname(folder)) return false;
  }
}

module.exports = { loadHandler };
