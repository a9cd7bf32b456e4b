terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "guard" {
  type    = string
  default = "ACTIVE"
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_cognito_user_pool" "users" {
  name                = "users"
  deletion_protection = var.guard
  tags                = var.tags
}
