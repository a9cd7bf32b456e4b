/** An error of RFC 6749, section 5.2, which a program is told. */
export class OAuthError extends Error {
  constructor(
    readonly code: string,
    readonly description?: string,
    /** 401 where a client, or a token, is not known. */
    readonly status = 400,
  ) {
    super(code);
  }
}

/** What a person is told in a page: where the error would go to is not known, or not the client's. */
export class PageError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What the client is told at its callback URL (RFC 6749, section 4.1.2.1). */
export class CallbackError extends Error {
  constructor(
    readonly code: string,
    readonly description?: string,
  ) {
    super(code);
  }
}
