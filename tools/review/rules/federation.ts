import type { JsonObject, ResourceChange } from "../model";
import { differingKeys, isObject, isUnknown } from "../plan-json/values";
import { namedBy, type Rule, type RuleFinding } from "./rule";
import { told } from "./watch";

const why =
  "Whoever answers at an identity provider's endpoints, or holds its key, signs in as any of its users.";

/** Who is asked for a sign-in, and by which key the answer is believed. */
const endpoints =
  /^(?:oidc_issuer|issuer|authorize_url|token_url|attributes_url|jwks_uri|api_version|metadataurl|metadatafile|ssoredirectbindinguri|idp_?entity_?id|encryptedresponses|requestsigningalgorithm|attributes_request_method)$/i;
const credentials = /^(?:client_id|client_secret|team_id|key_id|private_key)$/i;

/** Attributes by which a user is known, or trusted. */
const identifying = /^(?:username|email|email_verified|phone_number|phone_number_verified)$/;

const texts = (values: JsonObject | null, name: string): JsonObject => {
  const value = values?.[name];
  return isObject(value) ? value : {};
};

function updated(change: ResourceChange): readonly RuleFinding[] {
  const details = differingKeys(change, ["provider_details"]);
  const mapping = differingKeys(change, ["attribute_mapping"]);
  return [
    ...(isUnknown(change, ["provider_details"])
      ? [detail(change, "block", "provider_details", undefined)]
      : []),
    ...details.map((key) =>
      detail(change, endpoints.test(key) ? "block" : "notice", "provider_details", key),
    ),
    ...(isUnknown(change, ["attribute_mapping"])
      ? [
          {
            ...detail(change, "block", "attribute_mapping", undefined),
            onlyIfWritten: ["attribute_mapping"],
          },
        ]
      : []),
    ...mapping.map((key): RuleFinding => ({
      level: identifying.test(key) ? "block" : "notice",
      cause: `\`attribute_mapping.${key}\` changes`,
      effect: identifying.test(key)
        ? "The provider says in another way who somebody is: users lose their accounts, or get somebody else's."
        : "Users of the provider get another value in that attribute at their next sign-in.",
      instead: "Keep the mapping, or try it with a provider of another environment first.",
    })),
  ];
}

function detail(
  change: ResourceChange,
  level: RuleFinding["level"],
  name: string,
  key: string | undefined,
): RuleFinding {
  const path = key === undefined ? [name] : [name, key];
  const value = (side: JsonObject | null) => texts(side, name)[key ?? ""] ?? null;
  const shown =
    key === undefined
      ? "is known only after apply"
      : credentials.test(key)
        ? "changes; it is not shown"
        : `goes from ${told(change, path, value(change.before))} to ${told(change, path, isUnknown(change, path) ? undefined : value(change.after))}`;
  return {
    level,
    cause: `\`${path.join(".")}\` ${shown}`,
    effect:
      level === "block"
        ? "Somebody else may answer for every user of the provider, and sign in as them."
        : "Sign-in through the provider changes, and fails if the other side does not know of it.",
    instead: "Compare it with what the provider publishes; if it is meant, allow the change.",
  };
}

/** Who vouches for users of a pool. */
export const identityProviderChanged: Rule = {
  id: "identity-provider-changed",
  title: "Another party vouches for users of a pool, or says in another way who they are.",
  why,
  fix: "Compare it with what the provider publishes.",
  see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html",
  types: ["aws_cognito_identity_provider"],
  check: (change) => {
    if (change.after === null) return [];
    if (change.before !== null) return updated(change);
    return [
      {
        level: "block",
        cause: "an identity provider is added to a pool in use",
        effect:
          "Whoever it vouches for gets an account, also where the pool invites only, and may be taken for a user who has that address.",
        instead: "Make sure who can sign in there; if it is meant, allow the change.",
        unlessCreated: namedBy(change, ["user_pool_id"], "aws_cognito_user_pool", "id"),
        isUsualWhenNew: true,
      },
    ];
  },
};
