import type { Client, Environment, FirstAuthFactor } from "../../configuration";
import { physicalName } from "../../configuration/naming";

/** What is known of a deployed environment. */
export interface Deployed {
  readonly environment: Environment;
  /** The outputs of its stacks. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The client that the front end signs people in through. */
  readonly client: string;
  /** Where the local AWS answers; `undefined` on AWS. */
  readonly endpoint?: string | undefined;
}

/** The version of Amplify's schema that this is written to. */
const version = "1.4";

const providerNames: Readonly<Record<string, string>> = {
  Google: "GOOGLE",
  Facebook: "FACEBOOK",
  LoginWithAmazon: "LOGIN_WITH_AMAZON",
  SignInWithApple: "SIGN_IN_WITH_APPLE",
};
const mfaModes = { OFF: "NONE", OPTIONAL: "OPTIONAL", ON: "REQUIRED" } as const;
const mfaMethods = { SOFTWARE_TOKEN: "TOTP", SMS: "SMS", EMAIL: "EMAIL" } as const;

/**
 * `amplify_outputs.json`, which Amplify's libraries are configured with. On this computer they need the
 * local AWS's address beside it, which is `custom.endpoint`.
 *
 * @see https://docs.amplify.aws/react/reference/amplify_outputs/
 */
export function amplifyOutputs(deployed: Deployed): object {
  const { environment, outputs, client: name, endpoint } = deployed;
  const { userPool, region, groups, accountId, identityPool } = environment;
  const { passwordPolicy, mfa } = userPool;
  const client = environment.clients[name];
  const clientIds = outputs["client_ids"] as Readonly<Record<string, string>>;
  return {
    version,
    auth: {
      aws_region: region,
      user_pool_id: outputs["user_pool_id"],
      user_pool_client_id: clientIds[name],
      identity_pool_id: outputs["identity_pool_id"],
      password_policy: {
        min_length: passwordPolicy.minimumLength,
        require_lowercase: passwordPolicy.requireLowercase,
        require_uppercase: passwordPolicy.requireUppercase,
        require_numbers: passwordPolicy.requireNumbers,
        require_symbols: passwordPolicy.requireSymbols,
      },
      ...(client?.oauth?.grant === "code" && {
        oauth: oauthOf(client, client.oauth, String(outputs["user_pool_domain"])),
      }),
      standard_required_attributes: userPool.requiredAttributes,
      username_attributes:
        userPool.usernameAttributes.length > 0 ? userPool.usernameAttributes : ["username"],
      user_verification_types: userPool.autoVerifiedAttributes,
      unauthenticated_identities_enabled: identityPool.guests,
      mfa_configuration: mfaModes[mfa.mode],
      mfa_methods: mfa.mode === "OFF" ? [] : mfa.factors.map((factor) => mfaMethods[factor]),
      ...passwordlessOf(userPool.allowedFirstAuthFactors),
      groups: groups.map((group) => ({ [group.name]: { precedence: group.precedence } })),
    },
    storage: {
      aws_region: region,
      bucket_name: physicalName(environment, "attachments", accountId),
    },
    ...(typeof outputs["graphql_url"] === "string" && {
      data: {
        aws_region: region,
        url: outputs["graphql_url"],
        default_authorization_type: "AMAZON_COGNITO_USER_POOLS",
        // The API takes `AWS_IAM` as well, from backends alone.
        authorization_types: [],
      },
    }),
    ...(endpoint !== undefined && { custom: { endpoint } }),
  };
}

/** The ways in beside a password. */
function passwordlessOf(factors: readonly FirstAuthFactor[]): object {
  const passkey = factors.find(({ factor }) => factor === "WEB_AUTHN");
  const has = (name: FirstAuthFactor["factor"]) => factors.some(({ factor }) => factor === name);
  if (factors.every(({ factor }) => factor === "PASSWORD")) return {};
  return {
    passwordless: {
      email_otp_enabled: has("EMAIL_OTP"),
      sms_otp_enabled: has("SMS_OTP"),
      ...(passkey?.factor === "WEB_AUTHN" && {
        web_authn: {
          relying_party_id: passkey.relyingPartyId,
          user_verification: passkey.userVerification ?? "preferred",
        },
      }),
    },
  };
}

function oauthOf(
  { identityProviders }: Client,
  oauth: NonNullable<Client["oauth"]>,
  domain: string,
): object {
  return {
    identity_providers: identityProviders.flatMap((name) => providerNames[name] ?? []),
    domain,
    scopes: oauth.scopes.map((scope) =>
      typeof scope === "string" ? scope : `${scope.resourceServer}/${scope.scope}`,
    ),
    redirect_sign_in_uri: oauth.callbackUrls,
    // Amplify's schema wants one at least.
    redirect_sign_out_uri: oauth.logoutUrls.length > 0 ? oauth.logoutUrls : oauth.callbackUrls,
    response_type: "code",
  };
}

/** The outputs as variables: `USER_POOL_ID=…`, and of a map one for each of its keys. */
export function variablesOf(outputs: Readonly<Record<string, unknown>>): string {
  const variable = (...words: readonly string[]) =>
    words.map((word) => word.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")).join("_");
  return Object.entries(outputs)
    .flatMap(([name, value]) => {
      if (typeof value === "string") return [`${variable(name)}=${quoted(value)}\n`];
      if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
      return Object.entries(value as Readonly<Record<string, unknown>>)
        .filter((entry): entry is [string, string] => typeof entry[1] === "string")
        .map(([key, text]) => `${variable(name, key)}=${quoted(text)}\n`);
    })
    .join("");
}

/** For shells and for dotenv alike. */
function quoted(value: string): string {
  return /^[\w./:@-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
