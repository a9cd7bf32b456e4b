import type { CloudFrontResultResponse } from "aws-lambda";

const always = {
  "cache-control": [{ key: "Cache-Control", value: "no-store" }],
  "referrer-policy": [{ key: "Referrer-Policy", value: "no-referrer" }],
};

/** Sends a browser on, with cookies to keep. */
export function redirect(location: string, cookies: readonly string[]): CloudFrontResultResponse {
  return {
    status: "302",
    statusDescription: "Found",
    headers: {
      ...always,
      location: [{ key: "Location", value: location }],
      "set-cookie": cookies.map((value) => ({ key: "Set-Cookie", value })),
    },
  };
}

/** For a program, which cannot sign in at a page. */
export function unauthorized(): CloudFrontResultResponse {
  return {
    status: "401",
    statusDescription: "Unauthorized",
    headers: { ...always, "www-authenticate": [{ key: "WWW-Authenticate", value: "Bearer" }] },
  };
}

/** For a person: a page without a word of the request, so that nobody can put one in. */
export function page(status: "400" | "403" | "503", sentence: string): CloudFrontResultResponse {
  return {
    status,
    statusDescription: { 400: "Bad Request", 403: "Forbidden", 503: "Service Unavailable" }[status],
    headers: {
      ...always,
      "content-type": [{ key: "Content-Type", value: "text/html; charset=utf-8" }],
      "content-security-policy": [{ key: "Content-Security-Policy", value: "default-src 'none'" }],
    },
    body: `<!doctype html><html lang="en"><title>Sign in</title><p>${sentence}</p><p><a href="/">Try again</a></p></html>`,
  };
}
