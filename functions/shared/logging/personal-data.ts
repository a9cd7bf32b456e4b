/** What the request says about the delivery or the pool, not about the user. */
const IMPERSONAL = new Set([
  "sub",
  "email_verified",
  "phone_number_verified",
  "cognito:user_status",
  "groupConfiguration",
  "scopes",
  "type",
  "challengeName",
  "codeParameter",
  "linkParameter",
  "usernameParameter",
]);

/** As much of an event as says who it is about. */
export interface PersonalEvent {
  readonly userName: string;
  readonly request: object;
}

/**
 * Every value of an event that must not be logged: the username unless it is the `sub`, attributes,
 * passwords, codes, what the client has sent. Whatever an event may hold one day counts as personal.
 */
export function personalDataOf({ userName, request }: PersonalEvent): readonly string[] {
  const sub = subIn(request);
  return [userName, ...textsIn(request)].filter((text) => text !== sub);
}

/** The `sub` of the user whom a request is about: it says nothing about them, and finds their row. */
export function subIn(request: object): string | undefined {
  const { userAttributes } = request as { readonly userAttributes?: { readonly sub?: string } };
  return userAttributes?.sub;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    IMPERSONAL.has(name) ? [] : textsIn(part),
  );
}
