terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}

provider "aws" {
  alias                       = "europe"
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}

module "america" {
  source = "./region"
  tags   = { team = "sign-in" }
}

module "europe" {
  source = "./region"
  guard  = "INACTIVE"

  providers = {
    aws = aws.europe
  }
}

removed {
  from = aws_cognito_user_pool.partners

  lifecycle {
    destroy = false
  }
}

moved {
  from = aws_cognito_user_pool.guests
  to   = aws_cognito_user_pool.visitors
}

resource "aws_cognito_user_pool" "visitors" {
  provider = aws.europe
  name     = "guests"
}

resource "aws_cognito_user_pool_client" "kiosk" {
  provider            = aws.europe
  name                = "kiosk"
  user_pool_id        = aws_cognito_user_pool.visitors.id
  explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}
