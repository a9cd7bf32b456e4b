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
}

module "europe" {
  source = "./region"

  providers = {
    aws = aws.europe
  }
}

resource "aws_cognito_user_pool" "partners" {
  provider            = aws.europe
  name                = "partners"
  deletion_protection = "ACTIVE"
}

resource "aws_cognito_user_pool" "guests" {
  provider = aws.europe
  name     = "guests"
}
