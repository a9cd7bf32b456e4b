import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { endpointUrl, redirectUrl } from "../../../configuration/values/url";

/** `RedirectUrlType`: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
const awsRedirect = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,1024}$/u;

describe("a callback", () => {
  test.each([
    "https://app.example.com/cb",
    "https://app.example.com",
    "https://app.example.com:8443/cb?a=1",
    "https://xn--bcher-kva.example/",
    "http://localhost:3000/cb",
    "http://127.0.0.1",
    "http://[::1]:8080/cb",
    "myapp://callback",
    "com.example.app:/oauth2redirect",
    "exp://192.168.1.2:8081/--/cb",
  ])("%s is right", (url) => {
    expect(redirectUrl(url)).toBeUndefined();
  });

  test.each([
    [" https://a.example/cb\n", "a space), character 1"],
    ["https://a.example/cb\n", "a line break), character 21"],
    ["https://a.example/c b", "a space), character 20"],
    ["https://a.example/\tcb", "a tab"],
    ["https://a.example/cb\u00a0", "no-break space"],
    ["https:/a", "two slashes"],
    ["https:a.example", "two slashes"],
    ["https:\\\\a.example\\cb", "two slashes"],
    ["https://*.preview.example.com/cb", "each URL on its own"],
    ["https://a.example/*", "each URL on its own"],
    ["http://app.example.com/cb", "HTTPS"],
    ["http://localhost.evil.com/", "HTTPS"],
    ["https://app.example.com/#/cb", "fragment"],
    ["https://app.example.com/#", "fragment"],
    ["https://user:secret@app.example.com/cb", "no user"],
    ["https://@app.example.com/cb", "no user"],
    ["https://bücher.example/cb", "https://xn--bcher-kva.example/cb"],
    ["javascript:alert(1)", "does not hand"],
    ["data:text/html,x", "does not hand"],
    ["app.example.com", "absolute"],
    ["/cb", "absolute"],
    ["MyApp://cb", "myapp://cb"],
    ["myapp:cb", "myapp://callback"],
    ["myapp:", "myapp://callback"],
    ["http://127.1/cb", "http://127.0.0.1/cb"],
    ["http://2130706433/cb", "http://127.0.0.1/cb"],
    ["https://app.example.com/%", "%25"],
    ["https://a..example/", "a host is made of"],
    ["https://a_b!.example/", "a host is made of"],
    ["", "absolute"],
    [`https://a.example/${"x".repeat(1_000_000)}`, "1024"],
  ])("%.60j is refused", (url, words) => {
    const { rule, fix } = redirectUrl(url) ?? { rule: "", fix: "" };
    expect(`${rule} | ${fix}`).toContain(words);
  });

  test("whatever is taken, AWS takes, and a browser reads it as it is written", () => {
    const piece = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string(),
    );
    fc.assert(
      fc.property(
        piece,
        fc.string({ unit: "grapheme", maxLength: 3 }),
        fc.nat(30),
        (url, junk, at) => {
          const changed = url.slice(0, at) + junk + url.slice(at);
          for (const value of [url, changed]) {
            if (redirectUrl(value) !== undefined) continue;
            expect(value).toMatch(awsRedirect);
            expect(new URL(value).hash).toBe("");
            if (/^http:/i.test(value)) {
              expect(["localhost", "127.0.0.1", "[::1]"]).toContain(new URL(value).hostname);
            }
          }
        },
      ),
    );
  });
});

test.each([
  ["https://directory.example.com/check?x=1", true],
  ["http://local-aws/_gatehouse/directory", true],
  ["https:/directory.example.com", false],
  ["https://a:b@directory.example.com", false],
  ["https://directory.example.com/#x", false],
  ["ftp://directory.example.com", false],
  ["https://directory.example.com/ x", false],
])("an endpoint %s is %s", (url, isRight) => {
  expect(endpointUrl("url")(url) === undefined).toBe(isRight);
});
