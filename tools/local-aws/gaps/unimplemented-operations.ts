import type { Interceptor } from "../interceptor";
import { serviceError } from "../service-error";

/**
 * moto 5.2.1 answers what it has not implemented, and what it stumbles over, with a page of HTML
 * and status 500. To every SDK that means "try again": Terraform would be busy for many minutes,
 * and end with a message that says nothing. 501 is not tried again, and the message names the call.
 */
export function unimplementedOperations(): Interceptor {
  return async (request, forward) => {
    const response = await forward(request);
    const isPage = response.headers["content-type"]?.startsWith("text/html") ?? false;
    if (response.status !== 500 || !isPage) return response;
    const call = request.operation ?? `${request.method} ${request.url}`;
    return serviceError(request, {
      status: 501,
      code: "NotImplemented",
      message:
        `The local AWS cannot do ${request.service} ${call}: moto, which it runs on, has not ` +
        "implemented it or failed in it. AWS itself may well support it.",
    });
  };
}
