import { defineFunction } from "../../stacks/connected/define-function";

/** The app client through which people sign in. */
const through = "web";

/** The path of the client's callback URL, which `handler.ts` answers. */
const callbackPath = "/auth/callback";

export default defineFunction(
  ({ environment, pool, client }) => {
    const of = environment.clients[through];
    const { callbackUrls = [], grant } = of?.oauth ?? {};
    if (grant !== "code" || !callbackUrls.some((url) => url.endsWith(callbackPath))) {
      throw new Error(
        `people come back from signing in to ${callbackPath}, which no callback URL of the client "${through}" has: write \`clients: { ${through}: { oauth: { callbackUrls: ["https://<your site>${callbackPath}"] } } }\``,
      );
    }
    if (of?.generateSecret === true) {
      throw new Error(
        `the client "${through}" has a secret, which would lie in the function's code: use a client without one`,
      );
    }
    return {
      description: "Lets only those through to a CloudFront distribution who are signed in.",
      access: [pool.id(), client(through)],
    };
  },
  { edge: "viewer-request", onlyWhereAsked: true },
);
