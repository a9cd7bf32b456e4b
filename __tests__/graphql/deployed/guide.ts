import { expect, test } from "@jest/globals";
import type { People } from "../../support/graphql/people";

/** What docs/guides/graphql.md adds. */
export function guide(on: () => People): void {
  test("the guide's fields, type and query do what it says", async () => {
    const input = {
      _version: await on().versionOf("ada"),
      displayName: "ada",
      nickname: "the countess",
    };
    const update = `mutation ($input: UpdateMeInput!) { updateMe(input: $input) { nickname initial } }`;
    expect((await on().ask("ada", update, { input })).data).toEqual({
      updateMe: { nickname: "the countess", initial: "A" },
    });
    const { data } = await on().ask("max", "{ groups { name isMine } }");
    expect(data?.["groups"]).toEqual(
      ["Admins", "Managers", "Users"].map((name) => ({ name, isMine: name !== "Admins" })),
    );
    expect(await on().ask("backend", "{ groups { name } }")).toMatchObject({
      errors: [{ errorType: "Unauthorized" }],
    });
  });
}
