import type { UserPoolTier } from "./input";
import type { SoundEnvironment } from "./rules/rule";

/** Something that not every tier has, and that an environment asks for. */
export interface TierFeature {
  /** `passkeys`. */
  readonly feature: string;
  readonly needs: "ESSENTIALS" | "PLUS";
  /** Where it is asked for, below the environment: `userPool.mfa.factors`. */
  readonly path: string;
  readonly value: unknown;
  /** How to do without. */
  readonly without: string;
}

const order: readonly UserPoolTier[] = ["LITE", "ESSENTIALS", "PLUS"];

/** ESSENTIALS is AWS's own default; LITE has no password history. */
const defaultTier: UserPoolTier = "ESSENTIALS";

/**
 * What an environment asks for that not every tier has. A new setting with a tier of its own is one more
 * entry here.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
 */
export function tierFeatures({
  userPool = {},
  clients,
  domain,
  recipes,
}: SoundEnvironment): readonly TierFeature[] {
  const { passwordPolicy, advancedSecurityMode, threatProtection } = userPool;
  const version = recipes?.preTokenGeneration?.version;
  const factors = userPool.allowedFirstAuthFactors ?? [];
  return [
    ...((passwordPolicy?.historySize ?? 0) > 0
      ? [
          essential(
            "password history",
            "userPool.passwordPolicy.historySize",
            passwordPolicy?.historySize,
            "set `historySize: 0`",
          ),
        ]
      : []),
    ...factors.flatMap((each, index) =>
      each?.factor === undefined || each.factor === "PASSWORD"
        ? []
        : [
            essential(
              `${each.factor} as a first factor`,
              `userPool.allowedFirstAuthFactors[${index}]`,
              each.factor,
              "remove it",
            ),
          ],
    ),
    ...(userPool.mfa?.factors?.includes("EMAIL")
      ? [
          essential(
            "e-mail as a second factor",
            "userPool.mfa.factors",
            userPool.mfa.factors,
            'remove "EMAIL"',
          ),
        ]
      : []),
    ...Object.entries(clients ?? {}).flatMap(([name, client]) =>
      client?.authFlows?.includes("USER_AUTH")
        ? [
            essential(
              "choice-based sign-in",
              `clients.${name}.authFlows`,
              client.authFlows,
              'remove "USER_AUTH"',
            ),
          ]
        : [],
    ),
    ...Object.entries(clients ?? {}).flatMap(([name, client]) =>
      client?.refreshTokenRotation?.enabled === true
        ? [
            essential(
              "refresh token rotation",
              `clients.${name}.refreshTokenRotation`,
              client.refreshTokenRotation,
              "set `refreshTokenRotation: { enabled: false }`",
            ),
          ]
        : [],
    ),
    ...(domain?.managedLoginVersion === 2
      ? [
          essential(
            "managed login of version 2",
            "domain.managedLoginVersion",
            2,
            "set `managedLoginVersion: 1`",
          ),
        ]
      : []),
    ...(version !== undefined && version !== "V1_0"
      ? [
          essential(
            `version ${version} of pre-token-generation`,
            "recipes.preTokenGeneration.version",
            version,
            'set `version: "V1_0"`',
          ),
        ]
      : []),
    ...(advancedSecurityMode !== undefined && advancedSecurityMode !== "OFF"
      ? [
          plus(
            "threat protection",
            "userPool.advancedSecurityMode",
            advancedSecurityMode,
            'set `advancedSecurityMode: "OFF"`',
          ),
        ]
      : []),
    ...(threatProtection === undefined
      ? []
      : [
          plus(
            "what threat protection does",
            "userPool.threatProtection",
            threatProtection,
            "remove threatProtection",
          ),
        ]),
  ];
}

/** The tier of an environment that states none: AWS's default, or a higher one that it asks for. */
export function tierOf(environment: SoundEnvironment): UserPoolTier {
  const stated = environment.userPool?.tier;
  return (
    stated ??
    tierFeatures(environment).reduce<UserPoolTier>(
      (tier, { needs }) => (isBelow(tier, needs) ? needs : tier),
      defaultTier,
    )
  );
}

/** Whether a tier lacks what needs another. */
export function isBelow(tier: UserPoolTier, needs: UserPoolTier): boolean {
  return order.indexOf(tier) < order.indexOf(needs);
}

/**
 * Which tier an environment has and why, for whoever reads synth's notices; `undefined` where it asks for
 * nothing that AWS's default tier would not have by itself.
 */
export function tierReason(
  tier: UserPoolTier,
  features: readonly TierFeature[],
): string | undefined {
  const reasons = features.filter(({ needs }) => needs === tier);
  return reasons.length === 0
    ? undefined
    : `${tier}, for ${reasons.map(({ feature, path }) => `${feature} (${path})`).join(", ")}`;
}

type Entry = [feature: string, path: string, value: unknown, without: string];

function essential(...entry: Entry): TierFeature {
  return asked("ESSENTIALS", ...entry);
}

function plus(...entry: Entry): TierFeature {
  return asked("PLUS", ...entry);
}

function asked(
  needs: TierFeature["needs"],
  ...[feature, path, value, without]: Entry
): TierFeature {
  return { feature, needs, path, value, without };
}
