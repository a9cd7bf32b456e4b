import { Construct } from "constructs";
import type { Environment } from "../../../configuration";
import type { Binding } from "../../lambda/binding";
import type { MessagesOptions, MessagesSource, QueueToRead } from "./source";
import { WorkQueue } from "./work-queue";

/** A queue that functions read, or send to. */
export interface QueueConnection {
  /** For `on`: Lambda calls the function with the messages of the queue. */
  messages(options?: MessagesOptions): MessagesSource;
  /**
   * Lets the function send to the queue. Sets `<NAME>_QUEUE_URL`: `ORDERS_QUEUE_URL` for the queue `orders`.
   */
  may(verb: "send"): Binding;
}

/** What an ARN does not tell of a queue. */
export interface QueueOptions {
  /** ARN of the key that encrypts it. Default: SQS's own, which asks for no permission. */
  readonly kmsKeyArn?: string;
}

const arn = /^arn:aws[\w-]*:sqs:([a-z0-9-]+):(\d{12}):([\w-]{1,80}(?:\.fifo)?)$/;
const keyArn = /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

/** The queues that functions ask for: each is made once, and when the first asks. */
export class Queues {
  private readonly made = new Map<string, WorkQueue>();

  constructor(
    private readonly scope: Construct,
    private readonly environment: Environment,
  ) {}

  /** By their names. */
  get all(): Readonly<Record<string, WorkQueue>> {
    return Object.fromEntries(this.made);
  }

  /**
   * @param named a name such as `orders`, for a queue of the environment's own, or an ARN, for one that somebody
   *   else has made.
   * @throws Error when it is neither.
   */
  connection(named: string, { kmsKeyArn }: QueueOptions = {}): QueueConnection {
    const queue = named.startsWith("arn:")
      ? this.foreign(named, kmsKeyArn)
      : this.own(named, kmsKeyArn);
    return {
      messages: (options = {}) => ({ ...options, kind: "messages", named, queue }),
      may: () => sending(named, queue),
    };
  }

  private own(name: string, kmsKeyArn: string | undefined): QueueToRead {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
      throw new Error(
        `queue("${name}") is neither a name nor an ARN: a name is of lowercase letters, digits and hyphens, such as "orders"`,
      );
    }
    if (kmsKeyArn !== undefined) {
      throw new Error(
        `queue("${name}") is the environment's own, which SQS's own key encrypts: leave \`kmsKeyArn\` out`,
      );
    }
    const before = this.made.get(name);
    if (before !== undefined) return { made: before };
    const within = this.scope.node.tryFindChild("queues") ?? new Construct(this.scope, "queues");
    const queue = new WorkQueue(within, name, this.environment);
    this.made.set(name, queue);
    return { made: queue };
  }

  private foreign(named: string, kmsKeyArn: string | undefined): QueueToRead {
    const [, region] = arn.exec(named) ?? [];
    if (region === undefined) throw new Error(`queue("${named}") is not the ARN of a queue`);
    if (region !== this.environment.region) {
      throw new Error(
        `queue("${named}") is in ${region}, and Lambda reads queues of its own Region, ${this.environment.region}, alone: name one there`,
      );
    }
    if (kmsKeyArn !== undefined && !keyArn.test(kmsKeyArn)) {
      throw new Error(
        `queue("${named}"): kmsKeyArn is ${kmsKeyArn}, which is not the ARN of a key`,
      );
    }
    return { arn: named, kmsKeyArn };
  }
}

function sending(named: string, queue: QueueToRead): Binding {
  const [, region = "", account = "", foreignName = ""] = arn.exec(named) ?? [];
  const isMade = "made" in queue;
  const name = isMade ? named : foreignName;
  const words = name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const variable = name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
  const key = isMade ? undefined : queue.kmsKeyArn;
  return {
    environment: {
      [`${variable}_QUEUE_URL`]: isMade
        ? queue.made.url
        : `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    },
    statements: [
      {
        sid: `SendTo${words.join("")}`,
        actions: ["sqs:SendMessage"],
        resources: [isMade ? queue.made.arn : queue.arn],
      },
      ...(key === undefined
        ? []
        : [usingKey(`Encrypt${words.join("")}`, key, region, ["Decrypt", "GenerateDataKey"])]),
    ],
  };
}

/** The key of a queue, through SQS alone. */
export function usingKey(
  sid: string,
  key: string,
  region: string,
  actions: readonly ("Decrypt" | "GenerateDataKey")[],
) {
  return {
    sid,
    actions: actions.map((action) => `kms:${action}`),
    resources: [key],
    conditions: { StringEquals: { "kms:ViaService": `sqs.${region}.amazonaws.com` } },
  };
}
