import type { Environment } from "../../configuration";
import type { AlarmMaker } from "./alarm";
import { ofClient, ofFunction, type Queries } from "./metric";

/** A user pool that is watched. */
export interface WatchedPool {
  readonly id: string;
  /** Ids of its clients by their names. */
  readonly clientIds: Readonly<Record<string, string>>;
}

/** An alarm takes ten metrics, of which one is the sign-ups that are done. */
const mostClients = 9;

/** What Cognito counts of a client, and what of it stands for what users do. */
const calls = {
  "sign-ups": { metric: "SignUpSuccesses", notice: "People cannot sign up" },
  "sign-ins": { metric: "SignInSuccesses", notice: "People cannot sign in" },
  refreshes: { metric: "TokenRefreshSuccesses", notice: "People are signed out" },
} as const;

/** Alarms on what Cognito says of the pool itself. */
export function watchPool(
  alarms: AlarmMaker,
  environment: Environment,
  { id: poolId, clientIds }: WatchedPool,
): void {
  for (const [name, clientId] of Object.entries(clientIds)) {
    const of = (metric: string, stat?: string) => ofClient(metric, poolId, clientId, stat);
    alarms.add(`cognito-throttles-${name}`, {
      notice: `Sign-ups, sign-ins or refreshes through the client ${name} fail with TooManyRequestsException: the account's quota is used up.`,
      page: "cognito-throttles",
      queries: {
        signUps: of("SignUpThrottles"),
        signIns: of("SignInThrottles"),
        refreshes: of("TokenRefreshThrottles"),
        federation: of("FederationThrottles"),
        throttles: "SUM([signUps, signIns, refreshes, federation])",
      },
      watched: "throttles",
      when: { atLeast: 1 },
    });
    for (const [what, { metric, notice }] of Object.entries(calls)) {
      alarms.add(`refused-${what}-${name}`, {
        notice: `${notice} through the client ${name}: more of their calls fail than usual, for whatever reason.`,
        page: "refused-calls",
        // People mistype passwords: how many calls fail on a normal day, nobody can write down.
        queries: { succeeded: of(metric, "Average"), percent: "100 * succeeded" },
        watched: "percent",
        when: unusual(environment, "low"),
        periods: 3,
      });
    }
  }
  watchFunnel(alarms, environment, { id: poolId, clientIds });
  if (environment.userPool.advancedSecurityMode !== "OFF") watchRisk(alarms, environment, poolId);
}

function unusual({ alarms }: Environment, which: "high" | "low") {
  return { unusual: which, deviations: alarms.thresholds.unusualDeviations };
}

/** How many sign-ups are never confirmed: some never are, and how many depends on the product. */
function watchFunnel(alarms: AlarmMaker, environment: Environment, pool: WatchedPool): void {
  const { triggers } = environment;
  if (!triggers.includes("post-confirmation")) return;
  const clients = Object.values(pool.clientIds);
  const counted = triggers.includes("pre-sign-up");
  if (!counted && clients.length > mostClients) return;
  const begun: Queries = counted
    ? { begun0: ofFunction(environment, "SignUpsBegun", "pre-sign-up") }
    : Object.fromEntries(
        clients.map((id, index) => [`begun${index}`, ofClient("SignUpSuccesses", pool.id, id)]),
      );
  alarms.add("unfinished-sign-ups", {
    notice:
      "People sign up and never get in: codes do not reach them, or confirming fails. More sign-ups than usual are not finished.",
    page: "unfinished-sign-ups",
    queries: {
      ...begun,
      done: ofFunction(environment, "SignUpsProvisioned", "post-confirmation"),
      begun: `SUM([${Object.keys(begun).join(", ")}])`,
      unfinished: "100 * SUM([begun, done * -1]) / begun",
    },
    watched: "unfinished",
    when: unusual(environment, "high"),
    period: 3600,
    periods: 2,
  });
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-viewing-advanced-security-metrics.html */
function watchRisk(alarms: AlarmMaker, environment: Environment, poolId: string): void {
  const risk = (name: string, operation: string) => ({
    namespace: "AWS/Cognito",
    name,
    dimensions: { UserPoolId: poolId, Operation: operation, RiskLevel: "high" },
    stat: "Sum",
  });
  alarms.add("risk", {
    notice:
      "Somebody may be trying to get into accounts of others: Cognito takes more sign-ins for risky than usual.",
    page: "risk",
    queries: {
      takeovers: risk("AccountTakeoverRisk", "SignIn"),
      stolen: risk("CompromisedCredentialRisk", "SignIn"),
      signups: risk("CompromisedCredentialRisk", "SignUp"),
      changes: risk("CompromisedCredentialRisk", "PasswordChange"),
      risky: "SUM([takeovers, stolen, signups, changes])",
    },
    watched: "risky",
    when: unusual(environment, "high"),
  });
}
