import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { origin } from "../../../configuration/values/origin";

test.each([
  "https://app.example.com",
  "https://app.example.com:8443",
  "http://localhost:3000",
  "http://127.0.0.1:5173",
  "http://[::1]:3000",
  "https://xn--bcher-kva.example",
  "capacitor://localhost",
  "ionic://localhost",
  "tauri://localhost",
  "chrome-extension://abcdefghijklmnop",
])("%s is an origin", (value) => {
  expect(origin(value)).toBeUndefined();
});

test.each([
  ["*", "each origin"],
  ["https://*", "each origin"],
  ["https://*.example.com", "each origin"],
  ["null", "sandboxed"],
  ["https://a.example/", "`https://a.example`"],
  ["https://a.example/path?x", "`https://a.example`"],
  ["http://a.example", "`https://a.example`"],
  ["https://a.example:443", "`https://a.example`"],
  ["https://A.Example", "`https://a.example`"],
  ["https://user@a.example", "no user"],
  ["https://a.example:0", "1 to 65535"],
  ["https://a.example:70000", "1 to 65535"],
  ["https://a.example:", "1 to 65535"],
  ["https://bücher.example:8443", "`https://xn--bcher-kva.example:8443`"],
  ["a.example", "https://app.example.com"],
  ["file://localhost", "https://app.example.com"],
  ["capacitor://localhost/", "https://app.example.com"],
  ["file://", "https://app.example.com"],
  ["https://a.example ", "https://app.example.com"],
  ["https://", "https://app.example.com"],
  ["x".repeat(1_000_000), "https://app.example.com"],
])("%.40j is refused", (value, words) => {
  const { rule, fix } = origin(value) ?? { rule: "", fix: "" };
  expect(`${rule} | ${fix}`).toContain(words);
});

test("whatever is taken is what a browser would send", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.webUrl(),
        fc.webAuthority().map((host) => `https://${host}`),
        fc.string(),
      ),
      (value) => {
        const isOfTheWeb = /^https?:/.test(value);
        if (isOfTheWeb && origin(value) === undefined) expect(new URL(value).origin).toBe(value);
      },
    ),
  );
});
