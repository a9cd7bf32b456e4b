import type { AwsRequest, AwsResponse } from "../interceptor";
import { accessDenied } from "../iam/access-denied";
import type { AccessKey, AccessKeys } from "./access-keys";
import type { NamedOrigins } from "./named-origins";
import {
  answerPreflight,
  headersFor,
  isPreflight,
  objectionToPage,
  pageBehind,
  refusePage,
} from "./pages";
import { isHttpApiCall, isPublicCall } from "./public-calls";
import { refuse } from "./refusals";
import { readSignature } from "./signature";
import { checkSignature } from "./signature-check";

/** What becomes of a request at the door. */
export interface Admission {
  /** The answer, where the request goes no further. */
  readonly answer?: AwsResponse | undefined;
  /** For the answer, wherever it comes from. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Decides about a request before anything else of the local AWS sees it. */
export type Door = (request: AwsRequest) => Promise<Admission>;

/** The local AWS's own paths: one-time codes, sign-ins of other providers. */
const OWN_PATH = /^\/_gatehouse(?=[/?]|$)/;

/**
 * The door of the local AWS. What comes in from outside passes here, in this order:
 *
 * 1. a page may do what {@link objectionToPage} says, and nothing under `/_gatehouse`;
 * 2. a call that is signed is verified, with the secret of the key that it names;
 * 3. a call that is not signed is one that AWS takes so.
 *
 * What the local AWS asks of itself does not come through the network, and so not through here.
 */
export function door(keys: AccessKeys, origins: NamedOrigins): Door {
  return async (request) => {
    const page = pageBehind(request);
    if (OWN_PATH.test(request.url)) {
      const answer =
        page && refusePage("No web page may use /_gatehouse. Ask with curl or a program.");
      return { answer, headers: {} };
    }
    // An HTTP API answers for itself what a page may send to it, and which answers it may read.
    const isOfApi = isHttpApiCall(request);
    if (page !== undefined && isPreflight(request) && !isOfApi) {
      return { answer: answerPreflight(request, page, origins), headers: {} };
    }
    const verified = await verify(request, keys);
    if (page === undefined) return { answer: verified.refusal, headers: {} };
    // First what a page must not do at all: it learns nothing of signatures.
    const objection = objectionToPage(request, page, verified.key, origins);
    const isNamed = page.origin !== undefined && origins.names(page.origin);
    const headers = isNamed && !isOfApi ? headersFor(page) : {};
    if (isNamed && verified.refusal !== undefined) return { answer: verified.refusal, headers };
    if (objection === undefined) return { answer: verified.refusal, headers };
    return { answer: isNamed ? accessDenied(request, objection) : refusePage(objection), headers };
  };
}

/**
 * Whether a page may open a WebSocket, to which no browser applies the rules of other calls: its origin
 * is to be named.
 */
export function mayConnect(origins: NamedOrigins) {
  return (headers: AwsRequest["headers"]): boolean => {
    const page = pageBehind({ headers });
    return page === undefined || (page.origin !== undefined && origins.names(page.origin));
  };
}

/** Why the signature of a request that came in a WebSocket is refused; `undefined` when it is not. */
export async function objectionToSignature(
  request: AwsRequest,
  keys: AccessKeys,
): Promise<string | undefined> {
  if (readSignature(request) === undefined) return undefined;
  const { refusal } = await verify(request, keys);
  return refusal?.body.toString("utf8");
}

interface Verified {
  readonly key?: AccessKey;
  readonly refusal?: AwsResponse;
}

async function verify(request: AwsRequest, keys: AccessKeys): Promise<Verified> {
  const signature = readSignature(request);
  if (signature === undefined) {
    return isPublicCall(request) ? {} : { refusal: refuse(request, { kind: "unsigned" }) };
  }
  // Who is asked has to be who the signature is for.
  if (
    signature === "malformed" ||
    signature.service !== request.service ||
    signature.region !== request.region
  ) {
    return { refusal: refuse(request, { kind: "malformed" }) };
  }
  const checked = await checkSignature(request, signature, keys);
  return "kind" in checked ? { refusal: refuse(request, checked) } : { key: checked };
}
