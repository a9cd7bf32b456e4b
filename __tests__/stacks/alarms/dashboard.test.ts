/** @functions pre-sign-up post-confirmation reconcile-users */
import { expect, test } from "@jest/globals";
import { dashboardFaults } from "../../../tools/local-aws/cloudwatch/dashboard-body";
import { authTemplateWith } from "../../support/auth-template";

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title: string; readonly metrics: readonly unknown[][] };
}

const text = String(
  authTemplateWith({
    triggers: ["pre-sign-up", "post-confirmation"],
    clients: { web: {}, mobile: {} },
  }).only("aws_cloudwatch_dashboard")["dashboard_body"],
);
const { widgets } = JSON.parse(text) as { readonly widgets: readonly Widget[] };

test("CloudWatch takes its body", () => {
  expect(dashboardFaults(text)).toEqual([]);
});

test("it shows the way from sign-up to token, each function, the table and the quotas", () => {
  expect(widgets.map(({ properties }) => properties.title)).toEqual([
    "From sign-up to token",
    "Lost and healed",
    "Quotas of Cognito in use",
    "pre-sign-up",
    "post-confirmation",
    "reconcile-users",
    "User table",
    "Lambda's concurrency in use, in this account",
  ]);
});

test("no chart covers another", () => {
  for (const [index, one] of widgets.entries()) {
    for (const other of widgets.slice(index + 1)) {
      const beside = one.x + one.width <= other.x || other.x + other.width <= one.x;
      const below = one.y + one.height <= other.y || other.y + other.height <= one.y;
      expect(beside || below).toBe(true);
    }
  }
});
