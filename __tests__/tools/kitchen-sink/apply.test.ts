import { beforeAll, expect, test } from "@jest/globals";
import { startLocalAws, type LocalAws } from "../../../tools/local-aws/local-aws";
import { administrator } from "../../support/administrator";
import { duringTests } from "../../support/during-tests";
import { Applied } from "../../support/kitchen-sink/applied";
import { lastingFolder } from "../../support/lasting-folder";
import { settings } from "./applied/settings";
import { waysIn } from "./applied/ways-in";
import { webAcl } from "./applied/web-acl";

/*
 * Every option of the configuration and every way in, applied by real Terraform with the real AWS provider to
 * the local AWS.
 */

const minutes = 60_000;
const folder = lastingFolder();
let aws: LocalAws;
let applied: Applied;
duringTests(
  () => startLocalAws({ credentials: administrator }),
  (started) => {
    aws = started;
  },
);

beforeAll(async () => {
  applied = await Applied.to(aws, folder);
}, 15 * minutes);

test("after the apply Terraform finds nothing to change", () => {
  expect(applied.secondPlan).toEqual({ hasChanges: false });
});

settings(() => applied);
waysIn(() => applied);
webAcl(() => applied);
