import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { mockProvider } from "./mock-provider";

/** What differs between two editions of the project. */
interface Edition {
  /** The user pools, one module each. */
  readonly directories: readonly string[];
  readonly identityPools: number;
}

/** A pool and an identity pool go from one to the other, with everything in them. */
const editions = {
  before: { directories: ["customers", "staff"], identityPools: 2 },
  after: { directories: ["customers"], identityPools: 1 },
} as const satisfies Readonly<Record<string, Edition>>;

/**
 * Writes a Terraform project as people write them by hand, with a module, `for_each` and `count`:
 * nothing of it was made by cdktf.
 */
export function writeForeignProject(folder: string, when: keyof typeof editions): void {
  mkdirSync(path.join(folder, "directory"), { recursive: true });
  writeFileSync(path.join(folder, "main.tf"), root(editions[when]));
  writeFileSync(path.join(folder, "directory", "main.tf"), directory);
}

const root = ({ directories, identityPools }: Edition) => `
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
${Object.entries(mockProvider)
  .map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`)
  .join("\n")}
}

module "directory" {
  source   = "./directory"
  for_each = toset(${JSON.stringify(directories)})
  name     = each.key
}

resource "aws_cognito_identity_pool" "files" {
  count                            = ${identityPools}
  identity_pool_name               = "files-\${count.index}"
  allow_unauthenticated_identities = false
}
`;

const directory = `
variable "name" {
  type = string
}

resource "aws_cognito_user_pool" "users" {
  name                     = var.name
  auto_verified_attributes = ["email"]

  schema {
    name                = "email"
    attribute_data_type = "String"
    required            = true
    mutable             = true
    string_attribute_constraints {
      min_length = 0
      max_length = 2048
    }
  }
}

resource "aws_cognito_user_pool_client" "app" {
  for_each     = { web = 1, mobile = 30 }
  name         = each.key
  user_pool_id = aws_cognito_user_pool.users.id

  refresh_token_validity = each.value
  token_validity_units {
    access_token  = "hours"
    id_token      = "hours"
    refresh_token = "days"
  }
}

resource "aws_cognito_user_group" "admins" {
  name         = "admins"
  description  = "Administer"
  user_pool_id = aws_cognito_user_pool.users.id
}
`;
