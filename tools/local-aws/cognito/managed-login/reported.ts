import type { AwsResponse } from "../../interceptor";
import type { Callback } from "./authorization-request";
import { refused } from "./grant";
import { CallbackError } from "./oauth-errors";

/** Answers a request, or tells the application at its callback URL why not. */
export async function reported(
  callback: Callback,
  answer: () => Promise<AwsResponse>,
): Promise<AwsResponse> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof CallbackError)) throw error;
    return refused(callback, error);
  }
}
