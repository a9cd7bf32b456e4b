import { expect, test } from "@jest/globals";
import { environmentVariables } from "../../../../tools/local-aws/lambda/environment-variables";

const endpoint = "http://127.0.0.1:4566";

function variablesOf(Variables: Record<string, string>) {
  return environmentVariables({
    configuration: {
      FunctionName: "fn",
      Version: "$LATEST",
      MemorySize: 128,
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/fn" },
      Environment: { Variables },
    } as Parameters<typeof environmentVariables>[0]["configuration"],
    region: "eu-west-1",
    credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" },
    temporaryFolder: "/tmp/of-this-one",
    taskRoot: "/var/task",
    logStreamName: "stream",
    endpoint,
  });
}

test.each([
  ["http://local-aws", endpoint],
  ["http://local-aws/_gatehouse/directory", `${endpoint}/_gatehouse/directory`],
  ['{"kind":"https","url":"http://local-aws/users"}', `{"kind":"https","url":"${endpoint}/users"}`],
])("a variable that says %s names the local AWS where it runs", (given, expected) => {
  expect(variablesOf({ DIRECTORY_URL: given })).toMatchObject({ DIRECTORY_URL: expected });
});

test.each(["http://local-aws.example.com/", "https://example.com/?to=http://local-aws/", "text"])(
  "a variable that says %s stays as it is",
  (given) => {
    expect(variablesOf({ DIRECTORY_URL: given })).toMatchObject({ DIRECTORY_URL: given });
  },
);
