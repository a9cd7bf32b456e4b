import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startGateway, type Gateway } from "../../../tools/local-aws/gateway";
import { HttpsSource } from "../../../functions/user-migration/https-source";
import { legacyDirectory } from "../../../tools/local-aws/legacy-directory";

let gateway: Gateway;

const ada = {
  username: "ada@example.com",
  password: "Correct-Horse-9",
  attributes: { email: "ada@example.com", given_name: "Ada" },
};

beforeAll(async () => {
  gateway = await startGateway({
    interceptors: [legacyDirectory()],
    forward: () => Promise.resolve({ status: 501, headers: {}, body: Buffer.alloc(0) }),
    region: "eu-west-1",
  });
  expect(await send("PUT", "/users", ada)).toMatchObject({ status: 201 });
});

afterAll(() => gateway.close());

async function send(method: string, path: string, body: unknown) {
  const response = await fetch(`${gateway.endpoint}/_gatehouse/directory${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, json: text === "" ? {} : (JSON.parse(text) as unknown) };
}

test("a stored user is given out for the right password, whatever the name's case", async () => {
  const { password } = ada;
  const found = await send("POST", "", { username: "ADA@example.com", password });
  expect(found).toMatchObject({ status: 200, json: { attributes: ada.attributes } });
});

test("a stored user is looked up without a password, as for a forgotten one", async () => {
  const found = await send("POST", "", { username: ada.username });
  expect(found).toMatchObject({ status: 200, json: { attributes: ada.attributes } });
});

test("user migration understands its answers", async () => {
  const source = new HttpsSource(new URL(`${gateway.endpoint}/_gatehouse/directory`));
  const { signal } = new AbortController();
  const { username, password, attributes } = ada;
  const signedIn = { attributes, signedIn: true };
  await expect(source.authenticate(username, password, signal)).resolves.toEqual(signedIn);
  await expect(source.find(username, signal)).resolves.toMatchObject({ attributes });
  await expect(source.authenticate(username, "Wrong-Horse-9", signal)).resolves.toBeUndefined();
  await expect(source.find("bob", signal)).resolves.toBeUndefined();
});

test("a wrong password and an unknown name are told apart", async () => {
  const wrong = { username: ada.username, password: "Correct-Horse-8" };
  expect(await send("POST", "", wrong)).toMatchObject({ status: 401 });
  expect(await send("POST", "", { username: "bob" })).toMatchObject({ status: 404 });
});

test("what is not a user is refused, and the password is not repeated", async () => {
  const refused = await send("PUT", "/users", { ...ada, attributes: "none" });
  expect(refused).toMatchObject({
    status: 400,
    json: { message: expect.stringMatching("attrib") },
  });
  expect(refused.text).not.toContain(ada.password);
  expect(await send("PUT", "/users", "no JSON")).toMatchObject({ status: 400 });
});

test("all else is passed on", async () => {
  expect((await send("GET", "/users", undefined)).status).toBe(501);
});
