import { randomInt } from "node:crypto";
import type { AwsRequest, AwsResponse, Interceptor } from "../interceptor";
import { isJsonObject, readJson } from "../json-protocol";

/** A user pool's id, AWS's or moto's, wherever it stands: also in an ARN. */
const poolIds = /(?<![\w-])[a-z]{2}(?:-[a-z]+)+-\d_[0-9A-Za-z]+/g;

/** Services of moto that look user pools up, or tell of them. */
const services = new Set(["cognito-idp", "tagging"]);

/**
 * moto 5.2.1 gives a user pool 32 digits, AWS nine letters and digits of either case. Whoever counts
 * on that (a column, a name made of the id, a pattern in a front end) is told the truth here: moto
 * alone goes on with its own.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html
 */
export function userPoolIds(): Interceptor {
  const atMoto = new Map<string, string>();
  const atAws = new Map<string, string>();

  return async (request, forward) => {
    if (!services.has(request.service)) return undefined;
    const response = await forward(withIds(request, atMoto));
    if (request.operation === "CreateUserPool" && response.status === 200) {
      const id = idOf(response);
      const short = `${id.slice(0, id.indexOf("_"))}_${newName()}`;
      atAws.set(id, short);
      atMoto.set(short, id);
    }
    return withIds(response, atAws);
  };
}

function withIds<Message extends AwsRequest | AwsResponse>(
  message: Message,
  ids: ReadonlyMap<string, string>,
): Message {
  if (ids.size === 0) return message;
  const body = message.body.toString().replace(poolIds, (id) => ids.get(id) ?? id);
  return { ...message, body: Buffer.from(body) };
}

function idOf(created: AwsResponse): string {
  const { UserPool } = readJson(created);
  return String(isJsonObject(UserPool) ? UserPool["Id"] : "");
}

function newName(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join("");
}
