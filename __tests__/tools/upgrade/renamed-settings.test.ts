import { expect, test } from "@jest/globals";
import { withRenamedSettings } from "../../../tools/upgrade/renamed-settings";

const before = `/** Ours. */
const common = {
  attachments: { allowedOrigins: ["http://localhost:3000"] }, // as on AWS
};
const accountId = "123456789012";

export const configuration = {
  project: "acme",
  environments: {
    dev: { ...common, accountId, clients: { "web": { flows: [] }, server: { flows: ["A"] } } },
    // Not a client's.
    prod: { ...common, accountId, flows: { flows: 1 } },
  },
};
`;

test("a setting is renamed by its whole path, wherever it is written, and nothing else of the file changes", () => {
  const { text, done } = withRenamedSettings(before, [
    { from: "clients.*.flows", to: "authFlows" },
    { from: "attachments.allowedOrigins", to: "origins" },
    { from: "accountId", to: "account" },
  ]);

  expect(text).toBe(
    before
      .replace("allowedOrigins:", "origins:")
      .replace('"web": { flows:', '"web": { authFlows:')
      .replace("server: { flows:", "server: { authFlows:")
      .replaceAll("...common, accountId,", "...common, account: accountId,"),
  );
  expect(done).toEqual([
    "attachments.allowedOrigins → origins, line 3",
    "accountId → account, line 10",
    "clients.web.flows → authFlows, line 10",
    "clients.server.flows → authFlows, line 10",
    "accountId → account, line 12",
  ]);
});
