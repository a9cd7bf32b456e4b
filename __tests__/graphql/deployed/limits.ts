import { describe, expect, test } from "@jest/globals";
import type { People } from "../../support/graphql/people";

/** What a production environment allows of one request. */
export function limits(on: () => People): void {
  describe("one request", () => {
    test.each([
      ["the schema", "{ __schema { types { name } } }"],
      ["a type", '{ me { id } __type(name: "User") { fields { name } } }'],
    ])("does not get %s", async (_what, query) => {
      expect(await on().ask("ann", query)).toMatchObject({
        data: null,
        errors: [
          { message: expect.stringContaining("introspection has been disabled") as unknown },
          {},
        ],
      });
    });

    test("still gets the name of a type, as clients with a cache need it", async () => {
      expect((await on().ask("ada", "{ me { __typename } }")).data).toEqual({
        me: { __typename: "User" },
      });
    });

    test("learns from no error what else there is", async () => {
      const { data, errors } = await on().ask("ada", "{ me { emal } usrs { id } }");
      expect(data).toBeNull();
      expect(JSON.stringify(errors)).toContain("FieldUndefined");
      expect(JSON.stringify(errors)).not.toMatch(/email|users/);
    });

    test("runs no more resolvers than the limit, under whatever names", async () => {
      const many = Array.from({ length: 21 }, (_, index) => `a${index}: me { id }`).join(" ");
      const { data, errors } = await on().ask("ada", `{ ${many} }`);
      expect(Object.values(data ?? {}).filter((value) => value !== null)).toHaveLength(20);
      expect(errors).toMatchObject([{ errorType: "ResolverCountLimitReached" }]);
    });
  });
}
