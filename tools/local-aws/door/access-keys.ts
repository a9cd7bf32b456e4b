import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { isJsonObject, readJson } from "../json-protocol";
import { textsOf } from "../xml";

/** A pair that signs calls. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A key that the local AWS has given out. */
export interface AccessKey {
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined;
  /** When temporary credentials end, in milliseconds since 1970. */
  readonly expires?: number | undefined;
  /** Whose it is: an identity pool gives keys to users, and those are all that a page may hold. */
  readonly holder: "administrator" | "role" | "user";
}

/** The keys that are good at the local AWS: the run's own, and what its IAM, STS and identity pools gave. */
export class AccessKeys {
  private readonly keys = new Map<string, AccessKey>();
  /** Those that are there, and good for nothing until they are switched on again. */
  private readonly inactive = new Set<string>();

  constructor({ accessKeyId, secretAccessKey }: Credentials) {
    this.keys.set(accessKeyId, { secretAccessKey, holder: "administrator" });
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.inactive.has(accessKeyId) ? undefined : this.keys.get(accessKeyId);
  }

  keep(accessKeyId: string, key: AccessKey): void {
    this.keys.set(accessKeyId, key);
  }

  switch(accessKeyId: string, on: boolean): void {
    if (on) this.inactive.delete(accessKeyId);
    else this.inactive.add(accessKeyId);
  }

  remove(accessKeyId: string): void {
    this.keys.delete(accessKeyId);
  }
}

/**
 * Takes note of each key that the local AWS gives out or takes back. Stands before all that answers
 * calls.
 */
export function issuedKeys(keys: AccessKeys): Interceptor {
  return async (request, forward) => {
    const note = notes[request.service];
    if (note === undefined) return undefined;
    const response = await forward(request);
    if (response.status === 200) note(keys, request, response);
    return response;
  };
}

type Note = (keys: AccessKeys, request: AwsRequest, response: AwsResponse) => void;

const notes: Readonly<Record<string, Note | undefined>> = {
  sts: (keys, _request, response) => {
    noteXml(keys, response, "role");
  },
  iam: (keys, request, response) => {
    const form = new URLSearchParams(request.body.toString("utf8"));
    switch (form.get("Action")) {
      case "CreateAccessKey":
        // The policies of IAM users are not looked at here: their keys are administrators'.
        noteXml(keys, response, "administrator");
        return;
      case "UpdateAccessKey":
        keys.switch(form.get("AccessKeyId") ?? "", form.get("Status") === "Active");
        return;
      case "DeleteAccessKey":
        keys.remove(form.get("AccessKeyId") ?? "");
        return;
      default:
    }
  },
  "cognito-identity": (keys, { operation }, response) => {
    if (operation !== "GetCredentialsForIdentity") return;
    const { Credentials: given } = readJson(response);
    if (!isJsonObject(given)) return;
    const { AccessKeyId, SecretKey, SessionToken, Expiration } = given;
    keys.keep(String(AccessKeyId), {
      secretAccessKey: String(SecretKey),
      sessionToken: String(SessionToken),
      expires: Number(Expiration) * 1000,
      holder: "user",
    });
  },
};

function noteXml(keys: AccessKeys, response: AwsResponse, holder: AccessKey["holder"]): void {
  const xml = response.body.toString("utf8");
  const text = (element: string): string | undefined => textsOf(xml, element)[0];
  const [accessKeyId, secretAccessKey] = [text("AccessKeyId"), text("SecretAccessKey")];
  if (accessKeyId === undefined || secretAccessKey === undefined) return;
  const expires = Date.parse(text("Expiration") ?? "");
  keys.keep(accessKeyId, {
    secretAccessKey,
    holder,
    sessionToken: text("SessionToken"),
    ...(!Number.isNaN(expires) && { expires }),
  });
}
