import type { TimeUnitsType, UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";

/** How long each kind of token is good, in seconds. */
export interface TokenValidity {
  readonly access: number;
  readonly id: number;
  readonly refresh: number;
}

/** What a client says of it. */
type Validities = Pick<
  UserPoolClientType,
  "AccessTokenValidity" | "IdTokenValidity" | "RefreshTokenValidity" | "TokenValidityUnits"
>;

const secondsPer: Readonly<Record<TimeUnitsType, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
};

/**
 * How long a client's tokens are good: an hour, and 30 days for refreshing, unless it says how
 * long. Where it names no unit that is hours, and days for refreshing.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function validityOf(client: Validities): TokenValidity {
  const { AccessTokenValidity, IdTokenValidity, RefreshTokenValidity } = client;
  const units = client.TokenValidityUnits ?? {};
  return {
    access: inSeconds(AccessTokenValidity, units.AccessToken ?? "hours") ?? secondsPer.hours,
    id: inSeconds(IdTokenValidity, units.IdToken ?? "hours") ?? secondsPer.hours,
    refresh: inSeconds(RefreshTokenValidity, units.RefreshToken ?? "days") ?? 30 * secondsPer.days,
  };
}

/** Zero stands for the default too. */
function inSeconds(validity: number | undefined, unit: TimeUnitsType): number | undefined {
  return validity ? validity * secondsPer[unit] : undefined;
}
