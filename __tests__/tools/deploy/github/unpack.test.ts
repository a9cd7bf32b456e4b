import { expect, test } from "@jest/globals";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { unpack } from "../../../../tools/deploy/github/unpack";
import { temporaryFolders } from "../../../support/temporary-folder";
import { zipOf } from "../../../support/zip";

const temporaryFolder = temporaryFolders();

test("a zip unpacks to its files, in their folders", async () => {
  const folder = temporaryFolder();
  await unpack(zipOf({ "stack/": "", "stack/.hidden": "one", "plan..tf": "two" }), folder);
  expect(readFileSync(path.join(folder, "stack", ".hidden"), "utf8")).toBe("one");
  expect(readFileSync(path.join(folder, "plan..tf"), "utf8")).toBe("two");
  // Whatever the umask: reports are for those who may read the plan.
  for (const name of ["stack", "stack/.hidden", "plan..tf"]) {
    expect(statSync(path.join(folder, name)).mode & 0o077).toBe(0);
  }
});

test.each([
  "../evil",
  "stack/../../evil",
  "/evil",
  "..\\evil",
  "C:\\evil",
  "c:evil",
  "stack//evil",
  "./evil",
  "evil\u0000.txt",
  "../",
])("nothing is written of a zip that names %j", async (name) => {
  const folder = path.join(temporaryFolder(), "inside");
  mkdirSync(folder);
  await expect(unpack(zipOf({ good: "1", [name]: "2" }), folder)).rejects.toThrow("not unpacked");
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(path.join(path.dirname(folder), "evil"))).toBe(false);
});

test.each([
  ["a file in a file", { A: "1", "a/b": "2" }],
  ["two files of one name but for its case", { "a/b": "1", "a/B": "2" }],
])("nothing is written of a zip that has %s", async (_what, files) => {
  const folder = temporaryFolder();
  await expect(unpack(zipOf(files), folder)).rejects.toThrow("not unpacked");
  expect(readdirSync(folder)).toEqual([]);
});

test("a zip that says it unpacks to gigabytes is refused before it is unpacked", async () => {
  const folder = temporaryFolder();
  const zip = Buffer.from(zipOf({ bomb: "x" }));
  // Where the zip's directory says how large the file is: https://pkwaredownloads.blob.core.windows.net/pkware-general/Documentation/APPNOTE-6.3.10.TXT
  const directory = zip.indexOf(Buffer.from("PK\u0001\u0002", "latin1"));
  zip.writeUInt32LE(0xf000_0000, directory + 24);
  await expect(unpack(zip, folder)).rejects.toThrow("more than 128 MB");
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["nothing", new Uint8Array()],
  ["a text", Buffer.from("<html>Sign in</html>")],
  ["half of a zip", zipOf({ "a.txt": "x".repeat(1000) }).subarray(0, 40)],
])("%s is called no zip", async (_name, bytes) => {
  await expect(unpack(bytes, temporaryFolder())).rejects.toThrow("is no zip");
});
