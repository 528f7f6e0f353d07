package io.posthorn.topic.api;

import io.posthorn.wire.WireName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What AddPermission is asked. */
public record AddPermissionInput(
        @Nullable String topicArn,
        @Nullable String label,
        @WireName("AWSAccountId") List<String> awsAccountIds,
        @WireName("ActionName") List<String> actionNames) {}
