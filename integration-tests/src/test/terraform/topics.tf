# Topics and what belongs to them, in two states: as they are made, and changed.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "region" { type = string }
variable "access_key" { type = string }
variable "secret_key" { type = string }
variable "name" { type = string }
variable "subscriber" { type = string }
variable "dead_letters" { type = string }
variable "changed" { type = bool }

provider "aws" {
  region                      = var.region
  access_key                  = var.access_key
  secret_key                  = var.secret_key
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true

  endpoints {
    sns = var.endpoint
    sts = var.endpoint
  }
}

resource "aws_sns_topic" "standard" {
  name              = var.name
  display_name      = var.changed ? "changed" : "first"
  signature_version = var.changed ? 1 : 2
  tracing_config    = var.changed ? "PassThrough" : "Active"
  delivery_policy = var.changed ? null : jsonencode({
    http = {
      defaultHealthyRetryPolicy    = { minDelayTarget = 10, maxDelayTarget = 20, numRetries = 5 }
      disableSubscriptionOverrides = false
    }
  })
  tags = var.changed ? { team = "parcels" } : { team = "letters", stage = "test" }
}

resource "aws_sns_topic_policy" "standard" {
  arn = aws_sns_topic.standard.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Id      = "terraform"
    Statement = [{
      Sid       = var.changed ? "changed" : "first"
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:DeleteTopic"]
      Resource  = aws_sns_topic.standard.arn
    }]
  })
}

resource "aws_sns_topic_data_protection_policy" "standard" {
  arn = aws_sns_topic.standard.arn
  policy = jsonencode({
    Name        = "protection"
    Description = var.changed ? "changed" : "first"
    Version     = "2021-06-01"
    Statement = [{
      Sid            = "deny"
      DataDirection  = "Inbound"
      Principal      = ["*"]
      DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
      Operation      = { Deny = {} }
    }]
  })
}

resource "aws_sns_topic" "fifo" {
  name                        = "${var.name}.fifo"
  fifo_topic                  = true
  content_based_deduplication = !var.changed
  fifo_throughput_scope       = var.changed ? "MessageGroup" : "Topic"
}

resource "aws_sns_topic_subscription" "queue" {
  topic_arn            = aws_sns_topic.standard.arn
  protocol             = "sqs"
  endpoint             = var.subscriber
  raw_message_delivery = !var.changed
  filter_policy_scope  = var.changed ? "MessageBody" : "MessageAttributes"
  filter_policy        = var.changed ? jsonencode({ a = { b = ["c"] } }) : jsonencode({ a = ["b"] })
  redrive_policy       = var.changed ? null : jsonencode({ deadLetterTargetArn = var.dead_letters })
  depends_on           = [aws_sns_topic_policy.standard]
}
