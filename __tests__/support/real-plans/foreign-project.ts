import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What differs between two editions of the project. */
export interface Edition {
  /** The user pools, one module each. */
  readonly directories: readonly string[];
  readonly identityPools: number;
  readonly description: string;
}

/**
 * Writes a Terraform project as people write them by hand, with a module, `for_each` and `count`:
 * nothing of it was made by cdktf.
 */
export function writeForeignProject(folder: string, edition: Edition): void {
  mkdirSync(path.join(folder, "directory"), { recursive: true });
  writeFileSync(path.join(folder, "main.tf"), root(edition));
  writeFileSync(path.join(folder, "directory", "main.tf"), directory(edition));
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
  region     = "us-east-1"
  access_key = "test"
  secret_key = "test"
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

const directory = ({ description }: Edition) => `
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
  description  = "${description}"
  user_pool_id = aws_cognito_user_pool.users.id
}
`;
