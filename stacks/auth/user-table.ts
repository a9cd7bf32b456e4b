import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import type { UserAttribute } from "../../configuration";
import { ownRowTag } from "../../configuration/access";
import type { Statement } from "../iam/policy-document";
import type { Binding } from "../lambda/binding";

/** Props of {@link UserTable}. */
export interface UserTableProps {
  readonly name: string;
  readonly protected: boolean;
  /** User attributes that are copied to the row at sign-up. */
  readonly attributes: readonly UserAttribute[];
}

/**
 * The user table: a row for each user, keyed by `id`, which is the user's `sub`, with an index
 * `by-email`. On demand, encrypted, with point-in-time recovery.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
 */
export class UserTable extends Construct {
  readonly resource: DynamodbTable;
  readonly name: string;
  readonly arn: string;
  private readonly attributes: readonly UserAttribute[];
  private streamArn: string | undefined;

  constructor(scope: Construct, id: string, props: UserTableProps) {
    super(scope, id);
    this.resource = new DynamodbTable(this, "table", {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attribute: [
        { name: "id", type: "S" },
        { name: "email", type: "S" },
      ],
      globalSecondaryIndex: [{ name: "by-email", hashKey: "email", projectionType: "ALL" }],
      // With the key that AWS keeps for this account, whose use CloudTrail shows.
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: props.protected,
      lifecycle: { preventDestroy: props.protected },
    });
    this.name = this.resource.name;
    this.arn = this.resource.arn;
    this.attributes = props.attributes;
  }

  /**
   * The ARN of the table's stream, which has each row before and after its change for a day. A table has one when
   * something asks for it.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
   */
  changes(): string {
    this.resource.streamEnabled = true;
    this.resource.streamViewType = "NEW_AND_OLD_IMAGES";
    // Each reading is another token.
    return (this.streamArn ??= this.resource.streamArn);
  }

  /**
   * What a user needs to read their own row and no other: a session's tag says whose it is.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  ownRow(): readonly Statement[] {
    return [
      {
        sid: "ReadOwnRow",
        actions: ["dynamodb:GetItem"],
        resources: [this.arn],
        conditions: {
          "ForAllValues:StringEquals": {
            "dynamodb:LeadingKeys": [`$\${aws:PrincipalTag/${ownRowTag}}`],
          },
          // With no key at all "for all values" would hold.
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      },
    ];
  }

  /** What members of a group need to read every row. */
  allRows(): readonly Statement[] {
    return [
      {
        sid: "ReadAllRows",
        actions: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
        resources: [this.arn, `${this.arn}/index/by-email`],
      },
    ];
  }

  /** What a function needs to read one user's row. */
  forReading(): Binding {
    return {
      environment: { USER_TABLE_NAME: this.name },
      statements: [{ sid: "ReadRows", actions: ["dynamodb:GetItem"], resources: [this.arn] }],
    };
  }

  /** What a function needs to write a row that is missing, and to change one that is there. */
  forHealing(): Binding {
    return this.forWriting("HealRows", ["dynamodb:PutItem", "dynamodb:UpdateItem"]);
  }

  /**
   * What a function needs to compare all rows with the pool, and to heal them.
   *
   * @param removes whether it removes rows too.
   */
  forReconciling({ removes }: { readonly removes: boolean }): Binding {
    return this.forWriting("ReconcileRows", [
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:Scan",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      ...(removes ? ["dynamodb:DeleteItem"] : []),
    ]);
  }

  /** What a function that writes rows has to know of the table. */
  get variables(): Readonly<Record<string, string>> {
    return {
      USER_TABLE_NAME: this.name,
      ...(this.attributes.length > 0 && { ROW_ATTRIBUTES: JSON.stringify(this.attributes) }),
    };
  }

  private forWriting(sid: string, actions: readonly string[]): Binding {
    return {
      environment: this.variables,
      statements: [{ sid, actions, resources: [this.arn] }],
    };
  }
}
