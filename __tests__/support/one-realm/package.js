/** In the place of a package's file: what the worker has loaded of it for all files of tests. */
exports.process = (_, file) => ({
  code: `module.exports = globalThis[Symbol.for("worker's require")](${JSON.stringify(file)});`,
});
