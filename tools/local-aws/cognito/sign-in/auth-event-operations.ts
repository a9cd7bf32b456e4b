import { z } from "zod";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { pageOf } from "../page";
import { notAuthorized } from "../refusals";
import { expectThreatProtection } from "./auth-events";

const ofUser = { UserPoolId: input.userPoolId, Username: input.username };
const feedback = { ...ofUser, EventId: z.string(), FeedbackValue: z.string() };

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html */
export function adminListUserAuthEvents(cognito: Cognito): Operation {
  const schema = z.object({
    ...ofUser,
    MaxResults: z.number().optional(),
    NextToken: z.string().optional(),
  });
  return operation(cognito, "AdminListUserAuthEvents", schema, async ({ input, pools }) => {
    const pool = await pools.pool(input.UserPoolId);
    expectThreatProtection(pool);
    const user = await pools.findOrRefuse(pool, input.Username);
    const { items, next } = pageOf(
      cognito.memory.authEvents.of(pool, user),
      { Limit: input.MaxResults, PaginationToken: input.NextToken },
      ["AdminListUserAuthEvents", pool.Id, user.username],
    );
    return { AuthEvents: items, ...(next !== undefined && { NextToken: next }) };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateAuthEventFeedback.html */
export function adminUpdateAuthEventFeedback(cognito: Cognito): Operation {
  const schema = z.object(feedback);
  return operation(cognito, "AdminUpdateAuthEventFeedback", schema, async ({ input, pools }) => {
    const pool = await pools.pool(input.UserPoolId);
    expectThreatProtection(pool);
    const user = await pools.findOrRefuse(pool, input.Username);
    const { EventId, FeedbackValue } = input;
    cognito.memory.authEvents.judge(pool, user, EventId, { FeedbackValue, Provider: "Admin" });
    return {};
  });
}

/**
 * UpdateAuthEventFeedback. Its token comes in a message about a risk, and no such message is sent here: no
 * token is the right one.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html
 */
export function updateAuthEventFeedback(cognito: Cognito): Operation {
  const schema = z.object({ ...feedback, FeedbackToken: z.string() });
  return operation(cognito, "UpdateAuthEventFeedback", schema, async ({ input, pools }) => {
    const pool = await pools.pool(input.UserPoolId);
    expectThreatProtection(pool);
    await pools.findOrRefuse(pool, input.Username);
    throw notAuthorized("Invalid feedback token.");
  });
}
