import type { UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import type { Clock } from "../../clock";

/** A secret of an app client. */
export interface ClientSecret {
  /** `<client id>--<milliseconds since 1970>` */
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
}

interface Dates {
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** What moto does not keep of app clients: when they were made and changed, and any further secret. */
export class AppClientRecords {
  private readonly dates = new Map<string, Dates>();
  private readonly byClient = new Map<string, readonly ClientSecret[]>();

  constructor(private readonly clock: Clock) {}

  /** To be called when a client is made or its settings change. */
  touch(clientId: string): void {
    const modifiedAt = this.clock.now();
    const { createdAt } = this.dates.get(clientId) ?? { createdAt: modifiedAt };
    this.dates.set(clientId, { createdAt, modifiedAt });
  }

  /** The oldest first; none of a public client. */
  secretsOf(client: UserPoolClientType): readonly ClientSecret[] {
    const { ClientId = "", ClientSecret: first } = client;
    const known = this.byClient.get(ClientId);
    if (known !== undefined || first === undefined) return known ?? [];
    const { createdAt } = this.datesOf(ClientId);
    return [{ id: idOf(ClientId, createdAt), value: first, createdAt }];
  }

  addSecret(client: UserPoolClientType, value: string): ClientSecret {
    const { ClientId = "" } = client;
    const secrets = this.secretsOf(client);
    const now = this.clock.now();
    const isTaken = secrets.some(({ id }) => id === idOf(ClientId, now));
    const createdAt = isTaken ? now + 1 : now;
    const added = { id: idOf(ClientId, createdAt), value, createdAt };
    this.byClient.set(ClientId, [...secrets, added]);
    return added;
  }

  removeSecret(client: UserPoolClientType, id: string): void {
    const { ClientId = "" } = client;
    this.byClient.set(
      ClientId,
      this.secretsOf(client).filter((secret) => secret.id !== id),
    );
  }

  /** The client as it is shown: with the oldest of its secrets. Dates are seconds. */
  shown(client: UserPoolClientType): object {
    const [oldest] = this.secretsOf(client);
    const { createdAt, modifiedAt } = this.datesOf(client.ClientId ?? "");
    return {
      ...client,
      ...(oldest !== undefined && { ClientSecret: oldest.value }),
      CreationDate: createdAt / 1000,
      LastModifiedDate: modifiedAt / 1000,
    };
  }

  private datesOf(clientId: string): Dates {
    if (!this.dates.has(clientId)) this.touch(clientId);
    const { createdAt = 0, modifiedAt = 0 } = this.dates.get(clientId) ?? {};
    return { createdAt, modifiedAt };
  }
}

function idOf(clientId: string, createdAt: number): string {
  return `${clientId}--${createdAt}`;
}
