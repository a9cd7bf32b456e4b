import {
  DescribeUserPoolCommand,
  ResendConfirmationCodeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "@jest/globals";
import type { Applied } from "../../../support/kitchen-sink/applied";

/** Whom a web ACL lets in. It turns the clock. */
export function webAcl(on: () => Applied): void {
  describe("a web ACL in front of a user pool", () => {
    /** Whether a user's call is let in, whatever Cognito then says of it. */
    async function isLetIn(name: string): Promise<boolean> {
      const call = { ClientId: on().clientOf(name), Username: "+15550100" };
      try {
        await on().cognito.send(new ResendConfirmationCodeCommand(call));
        return true;
      } catch (error) {
        const { name: code, message } = error as Error;
        if (code === "InternalFailure") throw error;
        if (code !== "ForbiddenException") return true;
        expect(message).toBe("Request not allowed due to WAF block.");
        return false;
      }
    }

    test("keeps out an address that asks too much, until five minutes have passed", async () => {
      for (let asked = 0; asked < 20; asked += 1) {
        expect(await isLetIn("phone")).toBe(true);
      }
      expect(await isLetIn("phone")).toBe(false);
      await expect(
        on().cognito.send(new DescribeUserPoolCommand(on().poolOf("phone"))),
      ).resolves.toBeDefined();
      await fetch(`${on().aws.endpoint}/_gatehouse/clock`, {
        method: "POST",
        body: JSON.stringify({ aheadBySeconds: 301 }),
      });
      expect(await isLetIn("phone")).toBe(true);
    });

    test("lets in those on the allow-list alone, where it blocks all others", async () => {
      expect(await isLetIn("passkeys")).toBe(false);
      expect(await isLetIn("choice")).toBe(true);
    });
  });
}
