import type { IdentityProviderType } from "@aws-sdk/client-cognito-identity-provider";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../json-protocol";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";

const details = z.record(z.string(), z.string());
const named = z.object({ UserPoolId: input.userPoolId, ProviderName: z.string() });
const mapping = z.record(z.string(), z.string()).optional();
const createSchema = named.extend({
  ProviderType: z.string(),
  ProviderDetails: details,
  AttributeMapping: mapping,
});
const updateSchema = named.extend({
  ProviderDetails: details.optional(),
  AttributeMapping: mapping,
});

/** What Cognito knows of a kind of provider. */
interface Kind {
  /** What nobody can leave out; of a list in it, one. */
  readonly needed: readonly (string | readonly string[])[];
  /** What Cognito adds. Facebook's addresses carry the version of its API. */
  readonly added: (given: Details) => Details;
  /** The claim that users are known by. SAML names them without one. */
  readonly username?: string;
  /** What is never shown again. */
  readonly hidden?: string;
}

type Details = Readonly<Record<string, string>>;

const social = ["client_id", "client_secret", "authorize_scopes"];

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html */
const kinds: Readonly<Record<string, Kind>> = {
  Google: {
    needed: social,
    username: "sub",
    added: () => ({
      attributes_url: "https://people.googleapis.com/v1/people/me?personFields=",
      attributes_url_add_attributes: "true",
      authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
      oidc_issuer: "https://accounts.google.com",
      token_request_method: "POST",
      token_url: "https://www.googleapis.com/oauth2/v4/token",
    }),
  },
  Facebook: {
    needed: social,
    username: "id",
    added: ({ api_version: version = "v17.0" }) => ({
      api_version: version,
      attributes_url: `https://graph.facebook.com/${version}/me?fields=`,
      attributes_url_add_attributes: "true",
      authorize_url: `https://www.facebook.com/${version}/dialog/oauth`,
      token_request_method: "GET",
      token_url: `https://graph.facebook.com/${version}/oauth/access_token`,
    }),
  },
  LoginWithAmazon: {
    needed: social,
    username: "user_id",
    added: () => ({
      attributes_url: "https://api.amazon.com/user/profile",
      attributes_url_add_attributes: "false",
      authorize_url: "https://www.amazon.com/ap/oa",
      token_request_method: "POST",
      token_url: "https://api.amazon.com/auth/o2/token",
    }),
  },
  SignInWithApple: {
    needed: ["client_id", "team_id", "key_id", "private_key", "authorize_scopes"],
    username: "sub",
    hidden: "private_key",
    added: () => ({
      attributes_url_add_attributes: "false",
      authorize_url: "https://appleid.apple.com/auth/authorize",
      oidc_issuer: "https://appleid.apple.com",
      token_request_method: "POST",
      token_url: "https://appleid.apple.com/auth/token",
    }),
  },
  OIDC: {
    needed: ["client_id", "attributes_request_method", "oidc_issuer", "authorize_scopes"],
    username: "sub",
    added: () => ({ attributes_url_add_attributes: "false" }),
  },
  SAML: {
    needed: [["MetadataURL", "MetadataFile"]],
    added: ({ MetadataFile, EncryptedResponses }) => ({
      ...(MetadataFile !== undefined && {
        SSORedirectBindingURI: /Location="([^"]*)"/.exec(MetadataFile)?.[1] ?? "",
      }),
      ...(EncryptedResponses === "true" && {
        ActiveEncryptionCertificate: randomBytes(32).toString("base64"),
      }),
    }),
  },
};

/** CreateIdentityProvider, with what Cognito knows of the provider itself. */
export function createIdentityProvider(cognito: Cognito): Operation {
  return operation(cognito, "CreateIdentityProvider", createSchema, async (call) => {
    const { UserPoolId, ProviderName, ProviderType, ProviderDetails } = call.input;
    await call.pools.pool(UserPoolId);
    const kind = kinds[ProviderType];
    if (kind === undefined) throw invalidParameter(`Unsupported provider type: ${ProviderType}`);
    if (
      ProviderType in kinds &&
      !["OIDC", "SAML"].includes(ProviderType) &&
      ProviderName !== ProviderType
    ) {
      throw invalidParameter(
        "Provider name should be the same as provider type for social providers",
      );
    }
    if ((await found(call)) !== undefined) {
      throw new CognitoError(
        "DuplicateProviderException",
        "A provider with this name already exists.",
      );
    }
    await checkMapping(call);
    return shown(await call.resend(completed(kind, ProviderDetails, call.input.AttributeMapping)));
  });
}

/** UpdateIdentityProvider: what is left out stays, and details are all replaced. */
export function updateIdentityProvider(cognito: Cognito): Operation {
  return operation(cognito, "UpdateIdentityProvider", updateSchema, async (call) => {
    const { ProviderDetails, AttributeMapping } = call.input;
    const provider = await found(call);
    if (provider === undefined) throw notFound(call.input.ProviderName);
    const kind = kinds[provider.ProviderType ?? ""];
    if (kind === undefined) return call.resend();
    await checkMapping(call);
    const given = ProviderDetails ?? provider.ProviderDetails ?? {};
    const certificate = provider.ProviderDetails?.["ActiveEncryptionCertificate"];
    return shown(
      await call.resend(
        completed(
          kind,
          {
            ...given,
            ...(certificate !== undefined && { ActiveEncryptionCertificate: certificate }),
          },
          AttributeMapping ?? provider.AttributeMapping,
        ),
      ),
    );
  });
}

/** DescribeIdentityProvider, without what Cognito shows to nobody. */
export function describeIdentityProvider(cognito: Cognito): Operation {
  return operation(cognito, "DescribeIdentityProvider", named, async ({ resend }) =>
    shown(await resend()),
  );
}

type ProviderCall = Pick<Call<z.output<typeof updateSchema>>, "input" | "moto" | "pools">;

async function found({ moto, input }: ProviderCall): Promise<IdentityProviderType | undefined> {
  const { UserPoolId, ProviderName } = input;
  const { Providers = [] } = await moto.call("ListIdentityProviders", { UserPoolId });
  if (!Providers.some((provider) => provider.ProviderName === ProviderName)) return undefined;
  const { IdentityProvider } = await moto.call("DescribeIdentityProvider", {
    UserPoolId,
    ProviderName,
  });
  return IdentityProvider;
}

function notFound(name: string): CognitoError {
  return new CognitoError("ResourceNotFoundException", `Identity provider ${name} does not exist.`);
}

function completed(kind: Kind, given: Details, attributes: Details | undefined): object {
  const missing = kind.needed.find((name) => [name].flat().every((each) => !(given[each] ?? "")));
  if (missing !== undefined) {
    throw invalidParameter(`The ${[missing].flat().join(" or ")} is required in ProviderDetails.`);
  }
  return {
    ProviderDetails: { ...kind.added(given), ...given },
    AttributeMapping: {
      ...attributes,
      ...(kind.username !== undefined && { username: kind.username }),
    },
  };
}

/** Attributes that providers fill in are the pool's. */
async function checkMapping({ input, pools }: ProviderCall): Promise<void> {
  const { SchemaAttributes = [] } = await pools.pool(input.UserPoolId);
  const names = SchemaAttributes.map(({ Name = "" }) => Name);
  const unknown = Object.keys(input.AttributeMapping ?? {}).find(
    (name) => name.startsWith("custom:") && !names.includes(name),
  );
  if (unknown === undefined) return;
  throw invalidParameter(
    `Invalid AttributeMapping: The attribute ${unknown} is not defined in the user pool schema.`,
  );
}

function shown(output: JsonObject): JsonObject {
  const { IdentityProvider } = output;
  if (!isJsonObject(IdentityProvider) || !isJsonObject(IdentityProvider["ProviderDetails"])) {
    return output;
  }
  const hidden = kinds[String(IdentityProvider["ProviderType"])]?.hidden;
  const ProviderDetails = Object.fromEntries(
    Object.entries(IdentityProvider["ProviderDetails"]).filter(([name]) => name !== hidden),
  );
  return { ...output, IdentityProvider: { ...IdentityProvider, ProviderDetails } };
}
