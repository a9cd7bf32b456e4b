import { failedChecks } from "./failed-checks";
import { goneByRefresh } from "./gone-by-refresh";
import { guardsGone } from "./guards-gone";
import { keysShifted } from "./keys-shifted";
import { lostWithParent } from "./lost-with-parent";
import type { PlanRule } from "./plan-rule";
import { runsCode } from "./runs-code";
import { unknownProvider } from "./unknown-provider";
import { unknownType } from "./unknown-type";
import { writableAuthority } from "./writable-authority";

/** The rules that have to see more than one resource. */
export const planRules: readonly PlanRule[] = [
  goneByRefresh,
  runsCode,
  unknownProvider,
  unknownType,
  guardsGone,
  failedChecks,
  lostWithParent,
  keysShifted,
  writableAuthority,
];
