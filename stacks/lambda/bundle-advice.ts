/** What to do about what esbuild says of the function with this name. */
export function bundleAdvice(text: string, name: string): readonly string[] {
  const set = (setting: string) => `\`functions: { each: { "${name}": { ${setting} } } }\``;
  if (text.startsWith("Top-level await")) {
    return [`Set \`format: "esm"\` for it: ${set('format: "esm"')}.`];
  }
  const [, extension] = /^No loader is configured for "(\.\w+)" files/.exec(text) ?? [];
  if (extension === ".node") {
    return [
      `A native module does not go into a bundle: leave its package out, ${set('external: ["<package>"]')}, and name a layer that has it in \`layers\`.`,
    ];
  }
  if (extension !== undefined) {
    return [`Say what becomes of such files: ${set(`loader: { "${extension}": "text" }`)}.`];
  }
  const [, wanted] = /^Could not resolve "([^./][^"]*)"/.exec(text) ?? [];
  return wanted === undefined
    ? []
    : [
        `Install it: \`npm install --save-exact ${wanted}\`. Or, if a layer has it, leave it out: ${set(`external: ["${wanted}"]`)}.`,
      ];
}
